import { type Cell, shortCell5 } from './cells.ts'

const maxWords = 16
const maxWordLength = 40

/** Letters that carry no combining mark to drop, and how people type them. */
const foldings: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
}

/** Marks inside a word that people leave out: L’Aquila, Sana'a, Hawaiʻi. */
const apostrophes = /['’‘`´ʻʼʹʿʾ]/gu

/**
 * The words of a name as they are compared: Unicode NFKD without marks, lower case, split at anything that is neither
 * letter nor digit. At most 16 words of 40 characters.
 */
export function wordsOf(text: string): string[] {
  return normalise(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, maxWords)
    .map((word) => word.slice(0, maxWordLength))
}

/** Whether two names say the same, apart from case, marks and punctuation. */
export function isSameName(a: string, b: string): boolean {
  const words = wordsOf(a.replaceAll(apostrophes, ''))
  return words.length > 0 && words.join(' ') === wordsOf(b.replaceAll(apostrophes, '')).join(' ')
}

/** What the column `words` holds: every word of all names alone, and after its cell. At most 48 words. */
export function lexemesOf(names: readonly string[], cell5: Cell): string[] {
  const cell = shortCell5(cell5)
  return searchWordsOf(names).flatMap((word) => [word, `@${cell}:${word}`])
}

/** The words by which names are found: with and without apostrophes; where a script has no spaces, its parts, too. */
export function searchWordsOf(names: readonly string[]): string[] {
  const words = names.flatMap((name) => [
    ...wordsOf(name),
    ...wordsOf(name.replaceAll(apostrophes, '')),
    ...(spaceless.test(name) ? partsOf(name) : []),
  ])
  return [...new Set(words)].slice(0, maxLexemes)
}

const maxLexemes = 48
const spaceless =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

const runsOfOneScript = /\p{Script=Han}+|\p{Script=Hiragana}+|[\p{Script=Katakana}ー]+/gu

/** 東京タワー is found by タワー, too: by words of the dictionary, and where the script changes. */
function partsOf(name: string): string[] {
  const text = name.slice(0, 200)
  const words = [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
  return [...words, ...(text.match(runsOfOneScript) ?? [])].flatMap((part) => wordsOf(part))
}

/**
 * A text for `::tsquery`: every word of the query begins a word of the name; near the cells if some are given.
 * Short Latin beginnings must be whole words where no cell bounds the search: they would match half the world.
 * (Not to_tsquery: its parser would split our lexemes.)
 * @param corrections for each word what it may be meant to be, taken as well
 * @returns undefined when the query has no word
 */
export function toTsQuery(
  query: string,
  cells: readonly Cell[] = [],
  corrections: readonly (readonly string[])[] = [],
): string | undefined {
  const words = queryWordsOf(query)
  if (words.length === 0) return undefined
  const prefixes = cells.length === 0 ? [''] : cells.map((cell) => `@${shortCell5(cell)}:`)
  return words
    .map((word, at) => {
      const isWhole = cells.length === 0 && isTooShort(word)
      const forms = prefixes.flatMap((prefix) => [
        quote(prefix + word) + (isWhole ? '' : ':*'),
        ...(corrections[at] ?? []).map((other) => quote(prefix + other)),
      ])
      return forms.length === 1 ? forms[0] : `(${forms.join(' | ')})`
    })
    .join(' & ')
}

/** The words of what somebody typed. */
export function queryWordsOf(query: string): string[] {
  return wordsOf(query.replaceAll(apostrophes, ''))
}

function isTooShort(word: string): boolean {
  return word.length < 3 && /^[a-z0-9]+$/.test(word)
}

function quote(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function normalise(text: string): string {
  return text
    .slice(0, 500)
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[ßæœøđðłþħıŋŧ]/gu, (letter) => foldings[letter] ?? letter)
}
