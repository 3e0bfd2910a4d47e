import type { AccountId } from '#domain/accounts/index.ts'
import { cellsAround, coveredMetres } from './cells.ts'
import { distanceMetres } from './distance.ts'
import { matchName } from './name-match.ts'
import type { PlacesNeeds } from './needs.ts'
import { isPoint, type PlaceId, type Point } from './place.ts'
import {
  type PlaceFacts,
  selectFactsByWords,
  selectFactsInCells9,
  selectPlaces,
  selectTownsInCells5,
} from './place-store.ts'
import { toTsQuery } from './place-words.ts'
import { type NearbyPlace, type Ranked, rankPlaces } from './rank-places.ts'
import { findPlacesByName } from './search-places.ts'
import type { Searching } from './searching.ts'

export interface NearPointQuestion extends Point {
  readonly accuracyMetres?: number | undefined
  /** A name or its beginning. */
  readonly query?: string | undefined
  /** The reader's, BCP 47: names in it count a little more. */
  readonly language?: string | undefined
  /** 1 to 50. */
  readonly limit: number
  readonly viewer: AccountId | undefined
  /** Weights of the viewer's own visits (checkins: `findOwnVisits`). */
  readonly visits?: ReadonlyMap<PlaceId, number> | undefined
  /** Where friends were of late, as far as the viewer may know. */
  readonly friends?: ReadonlyMap<PlaceId, number> | undefined
}

type Needs = Searching & Pick<PlacesNeeds, 'clock'>

/** Rings of cells of resolution 9 that surely cover 130, 720, 1700 and 3300 m. */
const venueRings = [1, 4, 9, 17]
const enough = 50
/** Of the cells in which a crowd of venues stands, the best known ones do. */
const maxCandidates = 1500
const maxTowns = 500
/** Of all the towns around, only those whose name a person might choose here. */
const townsOffered = 12

/**
 * Where a person at this point may be, the likeliest first: rings of cells grow until some fifty candidates are surely
 * the nearest ones; ranking happens here. The point itself reaches no query, log or row.
 */
export const nearPoint =
  (needs: Needs) =>
  async (question: NearPointQuestion): Promise<NearbyPlace[]> => {
    if (!isPoint(question)) return []
    const limit = Math.min(50, Math.max(1, question.limit))
    const query = question.query?.trim()
    const candidates = query ? await findNamed(needs, question, query) : await findAround(needs, question)
    const unique = [...new Map(candidates.map((place) => [place.id, place])).values()]
    const ranked = rankPlaces(unique, {
      point: question,
      accuracyMetres: question.accuracyMetres,
      visits: question.visits ?? new Map(),
      friends: question.friends,
      hour: hourAt(question, needs.clock.now()),
      matchOf: query ? (place) => matchName(place, query, question.language) : undefined,
    }).slice(0, limit)
    return complete(needs, ranked)
  }

/** The whole rows of those that were chosen. */
async function complete(needs: Needs, ranked: readonly Ranked<PlaceFacts>[]): Promise<NearbyPlace[]> {
  const rows = await selectPlaces(
    needs.db.sql,
    ranked.map(({ place }) => place.id),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ranked.flatMap(({ place, ...why }) => {
    const row = byId.get(place.id)
    return row ? [{ place: row, ...why }] : []
  })
}

async function findAround(needs: Needs, question: NearPointQuestion): Promise<PlaceFacts[]> {
  const [venues, towns] = await Promise.all([findVenues(needs, question), findTowns(needs, question)])
  return [...venues, ...towns]
}

async function findVenues(needs: Needs, question: NearPointQuestion): Promise<PlaceFacts[]> {
  const seen = new Set<string>()
  const found: PlaceFacts[] = []
  for (const ring of venueRings) {
    const cells = cellsAround(question, 9, ring).filter((cell) => !seen.has(cell))
    for (const cell of cells) seen.add(cell)
    found.push(...(await selectFactsInCells9(needs.db.sql, cells, question.viewer, maxCandidates)))
    const covered = coveredMetres(9, ring)
    if (found.filter((place) => distanceMetres(question, place) <= covered).length >= enough) break
  }
  return found
}

async function findTowns(needs: Needs, question: Point): Promise<PlaceFacts[]> {
  for (const ring of [1, 4]) {
    const towns = await selectTownsInCells5(needs.db.sql, cellsAround(question, 5, ring), maxTowns)
    if (towns.length === 0) continue
    return rankPlaces(towns, { point: question, accuracyMetres: undefined, visits: new Map() })
      .slice(0, townsOffered)
      .map(({ place }) => place)
  }
  return []
}

/**
 * By name around here (cells of resolution 5: some 25, then 60 km); then by words that the typed ones may be meant to be;
 * then among what stands nearest, for words that are still being typed; only when all that finds nothing, anywhere.
 */
async function findNamed(needs: Needs, question: NearPointQuestion, query: string): Promise<PlaceFacts[]> {
  const around = [1, 3].map((ring) => cellsAround(question, 5, ring))
  for (const cells of around) {
    const words = toTsQuery(query, cells)
    if (words === undefined) return []
    const found = await selectFactsByWords(needs.db.sql, words, question.viewer, maxCandidates)
    if (found.length > 0) return found
  }
  const corrections = await needs.vocabulary.correct(query)
  if (corrections.some((words) => words.length > 0)) {
    const words = toTsQuery(query, around[0], corrections) ?? ''
    const found = await selectFactsByWords(needs.db.sql, words, question.viewer, maxCandidates)
    if (found.length > 0) return found
  }
  const near = await findAround(needs, question)
  const alike = near.filter((place) => matchName(place, query, question.language).quality > 0)
  if (alike.length > 0) return alike
  const { limit, viewer, language } = question
  const anywhere = await findPlacesByName(needs)({ query, near: question, limit, viewer, language })
  return anywhere.map(({ place }) => place)
}

/** By the sun, which suffices to tell lunch from night. */
function hourAt({ longitude }: Point, now: number): number {
  return Math.floor((now / 3_600_000 + longitude / 15 + 24) % 24)
}
