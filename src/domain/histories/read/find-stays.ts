import { distanceMetres, type Point } from '#domain/places/index.ts'

/** A point of a track. */
export interface TrackPoint extends Point {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly accuracyMetres: number
}

/** Where a track did not move for a while. */
export interface Stay extends Point {
  readonly from: number
  readonly until: number
}

const reachMetres = 120
const leastMs = 15 * 60_000
/** A device that is silent for longer may have been anywhere. */
const gapMs = 12 * 3_600_000
/** Cells of the network say too little. */
const worstAccuracy = 300

/**
 * Samples a track to its stays: a quarter of an hour within 120 metres (after Li et al., "Mining User Similarity Based
 * on Location History", 2008). Points come in the order of time; one point is held, however long the track.
 */
export class StayFinder {
  #open: { latitude: number; longitude: number; count: number; from: number; until: number } | undefined

  /** @returns the stay that this point ends */
  add(point: TrackPoint): Stay | undefined {
    if (point.accuracyMetres > worstAccuracy) return undefined
    const open = this.#open
    if (
      open &&
      point.at >= open.until &&
      point.at - open.until <= gapMs &&
      distanceMetres(open, point) <= reachMetres
    ) {
      const count = open.count + 1
      open.latitude += (point.latitude - open.latitude) / count
      open.longitude += (point.longitude - open.longitude) / count
      open.count = count
      open.until = point.at
      return undefined
    }
    // A point from before: files of several devices are mixed, and the later one leads.
    if (open && point.at < open.until) return undefined
    const ended = this.end()
    this.#open = { ...point, count: 1, from: point.at, until: point.at }
    return ended
  }

  /** @returns the stay that was still open */
  end(): Stay | undefined {
    const open = this.#open
    this.#open = undefined
    if (!open || open.until - open.from < leastMs) return undefined
    return { latitude: open.latitude, longitude: open.longitude, from: open.from, until: open.until }
  }
}
