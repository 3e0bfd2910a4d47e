import type { AccountId } from '#domain/accounts/index.ts'
import { distanceMetres } from './distance.ts'
import { matchName, type NameMatch } from './name-match.ts'
import type { Place, Point } from './place.ts'
import { selectByWords } from './place-store.ts'
import { toTsQuery } from './place-words.ts'
import type { Searching } from './searching.ts'

export interface PlaceSearch {
  readonly query: string
  /** Prefers what is nearer. */
  readonly near?: Point | undefined
  /** The reader's, BCP 47: names in it count a little more. */
  readonly language?: string | undefined
  readonly limit: number
  readonly viewer: AccountId | undefined
}

export interface FoundPlace {
  readonly place: Place
  /** What spoke for it, in short words, for the curious. */
  readonly why: string
}

const candidates = 200

/**
 * Places by name anywhere: beginnings of words in any of their names, without regard to case and marks; the most populated
 * first, a full name before a part of one. Where nothing fits, names of words that are a slip or two away.
 */
export const findPlacesByName =
  (needs: Searching) =>
  async (search: PlaceSearch): Promise<FoundPlace[]> => {
    const query = toTsQuery(search.query)
    if (query === undefined) return []
    const limit = Math.min(50, Math.max(1, search.limit))
    const [known, whole] = await Promise.all([
      selectByWords(needs.db.sql, query, search.viewer, candidates),
      selectByWords(needs.db.sql, query.replaceAll(':*', ''), search.viewer, limit),
    ])
    const found = [...known, ...whole]
    if (found.length === 0) found.push(...(await findMisspelt(needs, search)))
    const unique = [...new Map(found.map((place) => [place.id, place])).values()]
    return order(unique, search).slice(0, limit)
  }

async function findMisspelt(needs: Searching, search: PlaceSearch): Promise<Place[]> {
  const corrections = await needs.vocabulary.correct(search.query)
  const query = corrections.some((words) => words.length > 0) && toTsQuery(search.query, [], corrections)
  return query ? selectByWords(needs.db.sql, query, search.viewer, candidates) : []
}

function order(places: readonly Place[], search: PlaceSearch): FoundPlace[] {
  return places
    .map((place) => {
      const match = matchName(place, search.query, search.language)
      return { place, match, score: scoreOf(place, search, match) }
    })
    .sort((a, b) => b.score - a.score || a.place.id.localeCompare(b.place.id))
    .map(({ place, match }) => ({ place, why: explain(place, search, match) }))
}

function scoreOf(place: Place, search: PlaceSearch, match: NameMatch): number {
  // A venue has no inhabitants; who types its name means it more than a hamlet of the same name.
  const size = Math.log1p(place.population) + Math.log1p(place.popularity) + (place.kind === 'venue' ? 6 : 0)
  const suburb = place.category === 'place=suburb' ? -2 : 0
  const away = search.near ? -1.5 * Math.log1p(distanceMetres(search.near, place) / 20_000) : 0
  return size + 3 * match.quality + (place.confidence ?? 0.7) + suburb + away
}

function explain(place: Place, { near }: PlaceSearch, match: NameMatch): string {
  const reasons = [match.why]
  if (near) reasons.push(`${Math.round(distanceMetres(near, place) / 1000)} km`)
  if (place.population > 0) reasons.push(`${place.population} people`)
  if (place.popularity >= 3) reasons.push('popular')
  return reasons.join(', ')
}
