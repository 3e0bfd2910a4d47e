import { firstOf } from './first-of.ts'
import { type Box, middleOf } from './way-points.ts'

/** Multipolygons, such as parks and malls: where their outer ways lie, put together from those as they come by. */
export interface RelationBoxes {
  /** First, in the order of the file: names the outer ways of one relation. */
  want(outerWays: readonly number[]): void
  /** Whether some relation has asked for a way. */
  isWanted(wayId: number): boolean
  /** Then: where a way lies. Those that no relation asked for are passed by. */
  keep(wayId: number, box: Box): void
  /** Last: the middle of a relation, by its place in the order. @returns undefined when none of its ways came by */
  centre(index: number): { latitude: number; longitude: number } | undefined
}

/** Ways taken of each relation: the middle of a wood needs no more. */
const waysOfARelation = 40
/** 12 bytes each, and as much again while they are sorted. */
const maxWays = 5_000_000

export function createRelationBoxes(): RelationBoxes {
  const ways: number[] = []
  const owners: number[] = []
  let relations = 0
  let sorted: { ids: Float64Array; owners: Uint32Array; boxes: Float64Array } | undefined
  const sort = () => {
    const order = Uint32Array.from(ways.keys()).sort((a, b) => (ways[a] ?? 0) - (ways[b] ?? 0))
    sorted = {
      ids: Float64Array.from(order, (at) => ways[at] ?? 0),
      owners: Uint32Array.from(order, (at) => owners[at] ?? 0),
      boxes: new Float64Array(relations * 4).fill(Number.NaN),
    }
    ways.length = 0
    owners.length = 0
    return sorted
  }
  return {
    want(outerWays) {
      const step = Math.max(1, outerWays.length / waysOfARelation)
      for (let at = 0; at < outerWays.length && ways.length < maxWays; at += step) {
        ways.push(outerWays[Math.floor(at)] ?? 0)
        owners.push(relations)
      }
      relations += 1
    },
    isWanted(wayId) {
      const { ids } = sorted ?? sort()
      return ids[firstOf(ids, wayId)] === wayId
    },
    keep(wayId, [south, west, north, east]) {
      const { ids, owners, boxes } = sorted ?? sort()
      for (let at = firstOf(ids, wayId); ids[at] === wayId; at++) {
        const from = (owners[at] ?? 0) * 4
        const isFirst = Number.isNaN(boxes[from])
        const known = isFirst ? [south, west, north, east] : boxes.subarray(from, from + 4)
        boxes.set(
          [
            Math.min(known[0] ?? south, south),
            Math.min(known[1] ?? west, west),
            Math.max(known[2] ?? north, north),
            Math.max(known[3] ?? east, east),
          ],
          from,
        )
      }
    },
    centre(index) {
      const { boxes } = sorted ?? sort()
      const [south = Number.NaN, west = 0, north = 0, east = 0] = boxes.subarray(index * 4, index * 4 + 4)
      return Number.isNaN(south) ? undefined : middleOf([south, west, north, east])
    },
  }
}
