/** Text inside an SVG: without what XML 1.0 forbids (section 2.2), and never markup. */
export function escapeText(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- These are the characters that XML has no way to write.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

/** Cuts a name to `most` characters as people count them. */
export function shorten(text: string, most: number): string {
  const letters = Array.from(
    new Intl.Segmenter().segment(text.replaceAll(/\s+/g, ' ').trim()),
    (s) => s.segment,
  )
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`
}

/** Roughly how wide a text comes out, in pixels: nobody tells us before it is drawn. */
export function guessWidth(text: string, size: number): number {
  let width = 0
  for (const letter of text) {
    if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(letter)) width += 1
    else if (/[iljftrI.,'’() -]/.test(letter)) width += 0.36
    else if (/[mwMW]/.test(letter)) width += 0.9
    else width += /\p{Lu}/u.test(letter) ? 0.69 : 0.57
  }
  return width * size
}
