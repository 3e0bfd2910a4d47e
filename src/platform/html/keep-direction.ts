/**
 * Takes out what turns the direction of text round until it is ended (Unicode's embeddings, overrides and isolates): at the
 * end of a name it would turn round what stands beside it, such as the handle. Marks (U+200E, U+200F) stay: names that mix
 * directions need them.
 */
export function keepDirection(name: string): string {
  return name.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
}
