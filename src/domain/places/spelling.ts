import { editDistance } from './edit-distance.ts'

/** Words shorter than this are not corrected: too many others are a slip away. */
const shortest = 4
const longest = 24
/** Letters of a skeleton that are looked at. */
const maxBones = 12

/**
 * Under which numbers a word is kept, and a misspelt one looks for it: its letters without vowels and doublings, and
 * that with one letter left out (after Pollock and Zamora's skeleton keys, and deletions on both sides as in SymSpell).
 * One slip among the other letters and any among the vowels leave a number that both have. At most 25.
 */
export function spellingKeys(word: string): number[] {
  const letters = Array.from(word.slice(0, longest))
  if (letters.length < shortest || /\d/.test(word)) return []
  const bones = skeleton(letters)
  const texts = [bones.join('')]
  if (bones.length >= 4) texts.push(...withoutOne(bones).map((rest) => single(rest).join('')))
  // Little is left of short words: then the word itself is bared one by one.
  else texts.push(...[letters, ...withoutOne(letters)].map((rest) => `=${rest.join('')}`))
  return [...new Set(texts.map(hash))]
}

/** How many slips a typed word may be off: none in short ones, two in long ones. */
export function slipsIn(word: string): number {
  if (word.length < shortest) return 0
  return word.length < 8 ? 1 : 2
}

/** Words that the typed one may be meant to be, the nearest first; those that begin alike before others. */
export function nearestWords(typed: string, candidates: readonly string[], limit: number): string[] {
  const slips = slipsIn(typed)
  return candidates
    .filter((word) => Math.abs(word.length - typed.length) <= slips)
    .map((word) => ({ word, distance: editDistance(word, typed) + (word[0] === typed[0] ? 0 : 0.5) }))
    .filter(({ distance }) => distance < slips + 1)
    .sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1))
    .slice(0, limit)
    .map(({ word }) => word)
}

/** Vowels of Latin, Greek and Cyrillic, without marks, as words of places are kept. */
const vowels = new Set('aeiouyαεηιουωаеиоуыэюяіє')

function skeleton(letters: readonly string[]): string[] {
  return single(letters.filter((letter) => !vowels.has(letter))).slice(0, maxBones)
}

/** Without doublings. */
function single(letters: readonly string[]): string[] {
  return letters.filter((letter, at) => letter !== letters[at - 1])
}

function withoutOne(letters: readonly string[]): string[][] {
  return letters.map((_, at) => letters.filter((_letter, other) => other !== at))
}

/** FNV-1a, as PostgreSQL's int. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value | 0
}
