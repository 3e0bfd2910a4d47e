import { distanceMetres, isPoint, type Place, type Point, townRadius } from '#domain/places/index.ts'
import type { Verified } from './checkin.ts'

/** A position as a device gives it. */
export interface Position extends Point {
  readonly accuracyMetres?: number | undefined
}

/** Venues are larger than points, and the coordinates that people give them are rough. */
const venueReach = 250
/** A device that knows no better than this knows nothing. */
const maxAccuracy = 1500

/** Whether a position was at a place. The position goes no further than this. */
export function verifyPosition(place: Place, position: Position | undefined): Verified {
  if (!position || !isPoint(position)) return 'manual'
  const reach = place.kind === 'venue' ? venueReach : townRadius(place.population) * 1.5
  const error = Math.min(maxAccuracy, Math.max(0, position.accuracyMetres ?? 0))
  return distanceMetres(place, position) <= reach + error ? 'near' : 'far'
}
