/** At the first picture: sharp and the library behind it take time to load and memory to keep. */
export async function loadSharp() {
  const { default: sharp } = await import('sharp')
  return sharp
}
