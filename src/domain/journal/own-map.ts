import { latLngToCell } from 'h3-js'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Place, PlaceId, Point } from '#domain/places/index.ts'
import type { JournalNeeds } from './needs.ts'
import { type Span, selectPlaceTotals } from './visit-store.ts'

/** Visits near each other on a map, or one place. */
export interface MapPoint extends Point {
  readonly visits: number
  readonly places: number
  readonly lastAt: Date
  /** Where the point is one place. */
  readonly placeId: PlaceId | null
  readonly name: string | null
}

const maxPlaces = 20_000
/** Cells of about 40 pixels at a zoom of the map (0 the world, 20 a room); from 15 on places stand alone. */
const resolutionAt = [0, 0, 0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8]

/** The places of a journal, gathered to points that can be told apart at a zoom. */
export const drawOwnMap =
  (needs: JournalNeeds) =>
  async (accountId: AccountId, span: Span, zoom: number): Promise<MapPoint[]> => {
    const totals = await selectPlaceTotals(needs.db.sql, accountId, span, maxPlaces)
    const places = await needs.places.findPlaces(totals.map((total) => total.placeId))
    const points = totals.flatMap((total) => {
      const place = places.get(total.placeId)
      return place ? [toPoint(place, total)] : []
    })
    const resolution = resolutionAt[Math.max(0, Math.floor(zoom))]
    return resolution === undefined ? points : gather(points, resolution)
  }

function toPoint(place: Place, { visits, lastAt }: { visits: number; lastAt: Date }): MapPoint {
  const { id: placeId, name, latitude, longitude } = place
  return { latitude, longitude, visits, places: 1, lastAt, placeId, name }
}

function gather(points: readonly MapPoint[], resolution: number): MapPoint[] {
  // A cell that the date line runs through would have its mean on the other side of Earth: the hemispheres stay apart.
  const cells = Map.groupBy(
    points,
    ({ latitude, longitude }) => `${latLngToCell(latitude, longitude, resolution)} ${longitude < 0}`,
  )
  return [...cells.values()].map((inside) => {
    const [only, ...others] = inside
    return only && others.length === 0 ? only : merge(inside)
  })
}

function merge(inside: readonly MapPoint[]): MapPoint {
  const sum = (pick: (point: MapPoint) => number) => inside.reduce((total, point) => total + pick(point), 0)
  return {
    latitude: sum((point) => point.latitude) / inside.length,
    longitude: sum((point) => point.longitude) / inside.length,
    visits: sum((point) => point.visits),
    places: inside.length,
    lastAt: new Date(Math.max(...inside.map((point) => point.lastAt.getTime()))),
    placeId: null,
    name: null,
  }
}
