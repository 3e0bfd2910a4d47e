/** Scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]+/gu

/**
 * Divides runs of scripts that have no spaces into overlapping pairs of characters, which finds any part of a run
 * without a dictionary; a text gives its single characters, too, for questions of one character. Each is written by the
 * numbers of its characters: whether PostgreSQL takes them for letters depends on its locale, and in C it does not.
 * Other text stays as it is.
 */
export function segmentWords(text: string, kind: 'text' | 'question'): string {
  return text.replace(unspaced, (run) => {
    const characters = Array.from(run)
    const pairs = characters.slice(1).map((second, index) => [characters[index] ?? '', second])
    const singles = kind === 'text' || pairs.length === 0 ? characters.map((one) => [one]) : []
    return ` ${[...pairs, ...singles].map(encode).join(' ')} `
  })
}

function encode(characters: readonly string[]): string {
  return `cjk${characters.map((character) => character.codePointAt(0)?.toString(16)).join('x')}`
}
