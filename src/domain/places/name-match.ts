import { editDistance } from './edit-distance.ts'
import type { Place } from './place.ts'
import { isSameName, queryWordsOf, searchWordsOf } from './place-words.ts'
import { slipsIn } from './spelling.ts'

/** How well a place's names answer what somebody typed. */
export interface NameMatch {
  /** 1: the whole name; 0.7: whole words of it; 0.4: beginnings; 0.1: misspelt. */
  readonly quality: number
  /** Why, in short words. */
  readonly why: string
}

/** The best of all names, a name in the reader's language a little before others. @param language BCP 47 */
export function matchName(
  place: Pick<Place, 'name' | 'names'>,
  query: string,
  language: string | undefined,
): NameMatch {
  const typed = queryWordsOf(query)
  const own = language?.split('-')[0]
  const names = [{ name: place.name, language: null as string | null }, ...(place.names ?? [])]
  let best: NameMatch = { quality: 0, why: 'other name' }
  for (const one of names) {
    const match = matchOne(one.name, query, typed)
    const isOwn = own !== undefined && one.language?.split('-')[0] === own
    const quality = match.quality === 0 ? 0 : match.quality + (isOwn ? 0.05 : 0)
    if (quality <= best.quality) continue
    const tongue = one.language === null ? '' : ` (${one.language})`
    best = { quality, why: one.name === place.name ? match.why : `${match.why}: ${one.name}${tongue}` }
  }
  return best
}

function matchOne(name: string, query: string, typed: readonly string[]): NameMatch {
  if (isSameName(name, query)) return { quality: 1, why: 'same name' }
  const words = new Set(searchWordsOf([name]))
  if (typed.every((word) => words.has(word))) return { quality: 0.7, why: 'words of its name' }
  const all = [...words]
  if (typed.every((word) => all.some((other) => other.startsWith(word)))) {
    return { quality: 0.4, why: 'name begins so' }
  }
  return typed.every((word) => all.some((other) => isSlipOf(word, other)))
    ? { quality: 0.1, why: 'spelt alike' }
    : { quality: 0, why: '' }
}

/** Whether a typed word is a slip or two off another, or off its beginning. */
export function isSlipOf(typed: string, word: string): boolean {
  if (word.startsWith(typed)) return true
  const slips = slipsIn(typed)
  if (slips === 0) return false
  if (Math.abs(word.length - typed.length) <= slips && editDistance(word, typed) <= slips) return true
  return word.length > typed.length && editDistance(word.slice(0, typed.length), typed) <= slips
}
