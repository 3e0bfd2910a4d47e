import { firstOf } from './first-of.ts'

/** South, west, north and east in degrees. */
export type Box = readonly [number, number, number, number]

export function middleOf([south, west, north, east]: Box): { latitude: number; longitude: number } {
  return { latitude: (south + north) / 2, longitude: (west + east) / 2 }
}

/** Corners of ways: which ones matter, where they are, and the middle of those of a way. */
export interface WayPoints {
  /** First: names the corners of a way. */
  want(refs: readonly number[]): void
  /** Then: says where a node is. Those that no way asked for are passed by. */
  keep(id: number, latitude: number, longitude: number): void
  /** Last: what a way takes. @returns undefined when none of its corners came by */
  box(refs: readonly number[]): Box | undefined
}

/** Corners taken of each way: the middle of a house or park needs no more. */
const cornersOfAWay = 8
/** 24 bytes each: all of Europe's places fit, and memory has an end. */
const maxCorners = 20_000_000

export function createWayPoints(): WayPoints {
  let wanted: number[][] = [[]]
  let count = 0
  let sorted: { ids: Float64Array; latitudes: Float64Array; longitudes: Float64Array } | undefined
  const sort = () => {
    const ids = new Float64Array(count)
    let at = 0
    for (const part of wanted) for (const id of part) ids[at++] = id
    wanted = []
    ids.sort()
    const unknown = () => new Float64Array(count).fill(Number.NaN)
    sorted = { ids, latitudes: unknown(), longitudes: unknown() }
    return sorted
  }
  return {
    want(refs) {
      for (const id of cornersOf(refs)) {
        if (count >= maxCorners) return
        let part = wanted.at(-1)
        if (!part || part.length >= 1_000_000) wanted.push((part = []))
        part.push(id)
        count += 1
      }
    },
    keep(id, latitude, longitude) {
      const { ids, latitudes, longitudes } = sorted ?? sort()
      for (let at = firstOf(ids, id); ids[at] === id; at++) {
        latitudes[at] = latitude
        longitudes[at] = longitude
      }
    },
    box(refs) {
      const { ids, latitudes, longitudes } = sorted ?? sort()
      const corners = cornersOf(refs)
        .map((id) => ({ id, at: firstOf(ids, id) }))
        .filter(({ id, at }) => ids[at] === id && !Number.isNaN(latitudes[at]))
        .map(({ at }) => at)
      if (corners.length === 0) return undefined
      const of = (values: Float64Array) => corners.map((at) => values[at] ?? 0)
      const [north, east] = [of(latitudes), of(longitudes)]
      return [Math.min(...north), Math.min(...east), Math.max(...north), Math.max(...east)]
    },
  }
}

/** Spread evenly along the way. */
function cornersOf(refs: readonly number[]): number[] {
  const step = Math.max(1, refs.length / cornersOfAWay)
  return Array.from(
    { length: Math.min(cornersOfAWay, refs.length) },
    (_, index) => refs[Math.floor(index * step)] ?? 0,
  )
}
