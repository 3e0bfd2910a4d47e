import type { AccountId } from '#domain/accounts/index.ts'
import { distanceMetres } from './distance.ts'
import { editDistance } from './edit-distance.ts'
import type { PlacesNeeds } from './needs.ts'
import type { Place, Point } from './place.ts'
import { selectByWords } from './place-store.ts'
import { isSameName, toTsQuery, wordsOf } from './place-words.ts'

export interface PlaceSearch {
  readonly query: string
  /** Prefers what is nearer. */
  readonly near?: Point | undefined
  readonly limit: number
  readonly viewer: AccountId | undefined
}

const candidates = 200
/** Among how many names of the same beginning a misspelt one is looked for. */
const spellingCandidates = 3000

/**
 * Places by name anywhere: beginnings of words, without regard to case and marks; the most populated first, a full
 * name before a part of one. Where nothing fits, names that differ by a letter or two.
 */
export const searchPlaces =
  (needs: Pick<PlacesNeeds, 'db'>) =>
  async (search: PlaceSearch): Promise<Place[]> => {
    const query = toTsQuery(search.query)
    if (query === undefined) return []
    const limit = Math.min(50, Math.max(1, search.limit))
    const [known, whole] = await Promise.all([
      selectByWords(needs.db.sql, query, search.viewer, candidates),
      selectByWords(needs.db.sql, query.replaceAll(':*', ''), search.viewer, limit),
    ])
    const found = [...new Map([...known, ...whole].map((place) => [place.id, place])).values()]
    if (found.length > 0) return order(found, search).slice(0, limit)
    return order(await findMisspelt(needs, search), search).slice(0, limit)
  }

function order(places: readonly Place[], search: PlaceSearch): Place[] {
  const words = wordsOf(search.query)
  return places
    .map((place) => ({ place, score: scoreOf(place, search, words) }))
    .sort((a, b) => b.score - a.score || a.place.id.localeCompare(b.place.id))
    .map(({ place }) => place)
}

function scoreOf(place: Place, search: PlaceSearch, words: readonly string[]): number {
  const own = new Set(wordsOf(place.name))
  // A venue has no inhabitants; who types its name means it more than a hamlet of the same name.
  const size = Math.log1p(place.population) + Math.log1p(place.popularity) + (place.kind === 'venue' ? 6 : 0)
  const whole = isSameName(place.name, search.query) ? 3 : words.every((word) => own.has(word)) ? 1 : 0
  const suburb = place.category === 'place=suburb' ? -2 : 0
  const away = search.near ? -1.5 * Math.log1p(distanceMetres(search.near, place) / 20_000) : 0
  return size + whole + suburb + away
}

/** Names that begin with the same letters and are a slip or two away (a swap counts as one). */
async function findMisspelt(needs: Pick<PlacesNeeds, 'db'>, search: PlaceSearch): Promise<Place[]> {
  const typed = wordsOf(search.query).join(' ')
  const [first] = wordsOf(search.query)
  if (!first || typed.length < 4) return []
  const slips = typed.length < 8 ? 1 : 2
  for (const beginning of [first.slice(0, 3), first.slice(0, 2)]) {
    const query = `'${beginning}':*`
    const places = await selectByWords(needs.db.sql, query, search.viewer, spellingCandidates)
    const close = places.filter((place) => isClose(wordsOf(place.name).join(' '), typed, slips))
    if (close.length > 0) return close
  }
  return []
}

function isClose(name: string, typed: string, slips: number): boolean {
  if (Math.abs(name.length - typed.length) <= slips) return editDistance(name, typed) <= slips
  // Still being typed: the beginning of a longer name.
  return name.length > typed.length && editDistance(name.slice(0, typed.length), typed) <= slips
}
