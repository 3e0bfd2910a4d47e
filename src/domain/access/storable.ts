/** A line of text as the database takes it: no NUL, no lone surrogates, trimmed, not too long (R27, R38). */
export function storable(text: string, maxLength: number): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll('\0', '').trim()
}
