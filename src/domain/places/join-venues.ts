import type { TransactionSql } from '#platform/db/index.ts'
import { distanceMetres } from './distance.ts'
import { type Neighbour, selectNeighbours, type VenueRow } from './import-store.ts'
import type { ImportedVenue } from './imported-venue.ts'
import { cellsForMatching, isSameVenue } from './match-venues.ts'
import type { PlaceId, PlaceName } from './place.ts'

interface Joining {
  readonly source: string
  /** Which of the venues no source has told of by id. */
  readonly fresh: readonly number[]
  readonly good: readonly ImportedVenue[]
  readonly rows: readonly VenueRow[]
}

/**
 * Finds venues that other sources have told of already, by name and distance. Each place takes one venue of a source,
 * the nearest: two shops of a chain in one street stay two.
 */
export async function joinVenues(
  sql: TransactionSql,
  { source, fresh, good, rows }: Joining,
): Promise<{ joined: { placeId: PlaceId; index: number }[]; alone: number[] }> {
  const venues = fresh.filter((index) => rows[index]?.kind === 'venue')
  const cells = new Map(venues.map((index) => [index, cellsForMatching(good[index] as ImportedVenue)]))
  const around = await selectNeighbours(sql, [...new Set([...cells.values()].flat())], source)
  const byCell = Map.groupBy(around, (neighbour) => neighbour.h39)
  const taken = new Set(around.filter(({ sources }) => sources.includes(source)).map(({ id }) => id))
  const pairs = venues.flatMap((index) => {
    const venue = good[index] as ImportedVenue
    const likeness = { ...venue, names: namesOf(venue) }
    return (cells.get(index) ?? [])
      .flatMap((cell) => byCell.get(cell) ?? [])
      .filter((other) => !taken.has(other.id) && isSameVenue(likeness, { ...other, names: namesOf(other) }))
      .map((other) => ({ index, placeId: other.id, distance: distanceMetres(venue, other) }))
  })
  const joined = new Map<number, PlaceId>()
  for (const { index, placeId } of pairs.sort((a, b) => a.distance - b.distance)) {
    if (joined.has(index) || taken.has(placeId)) continue
    joined.set(index, placeId)
    taken.add(placeId)
  }
  return {
    joined: [...joined].map(([index, placeId]) => ({ placeId, index })),
    alone: fresh.filter((index) => !joined.has(index)),
  }
}

function namesOf(place: Pick<Neighbour, 'name'> & { names: readonly PlaceName[] | null }): string[] {
  return [place.name, ...(place.names ?? []).map(({ name }) => name)]
}
