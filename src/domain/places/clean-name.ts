/** One line, without control and direction characters, which would let a name overwrite its surroundings. */
export function cleanName(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
