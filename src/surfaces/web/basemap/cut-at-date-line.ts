export type Position = readonly [longitude: number, latitude: number]
export type Ring = readonly Position[]

/**
 * Makes longitudes go on beyond 180° where a line crosses the date line: world-atlas has stitched what Natural Earth
 * had cut, so its lines jump there. A ring all the way round a pole is led over the pole, as on a flat map.
 */
export function unwrapLine(line: Ring): Ring {
  const points: Position[] = []
  let turns = 0
  let last: number | undefined
  for (const [longitude, latitude] of line) {
    if (last !== undefined && Math.abs(longitude - last) > 180) turns += longitude < last ? 1 : -1
    last = longitude
    points.push([longitude + turns * 360, latitude])
  }
  return turns === 0 ? points : closeOverPole(points)
}

function closeOverPole(points: readonly Position[]): Ring {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || Math.abs(last[0] - first[0]) < 359) return points
  const pole = first[1] < 0 ? -90 : 90
  return [...points, [last[0], pole], [first[0], pole], first]
}

/** Puts holes of an unwrapped polygon onto the same turn of the world as its outer ring. */
export function alignHoles([outer = [], ...holes]: readonly Ring[]): Ring[] {
  const [west, east] = rangeOf(outer)
  const aligned = holes.map((hole) => {
    const [start, end] = rangeOf(hole)
    const turns = Math.round(((west + east) / 2 - (start + end) / 2) / 360)
    return turns === 0 ? hole : shift(hole, turns)
  })
  return [outer, ...aligned]
}

/** Cuts an unwrapped polygon into those that lie between 180° west and east (RFC 7946 section 3.1.9). */
export function cutAtDateLine(polygon: readonly Ring[]): Ring[][] {
  const [west, east] = rangeOf(polygon[0] ?? [])
  if (west >= -180 && east <= 180) return [[...polygon]]
  const pieces: Ring[][] = []
  for (let turn = Math.floor((west + 180) / 360); turn * 360 - 180 < east; turn++) {
    const rings = polygon.map((ring) =>
      shift(cutBeyond(cutBeyond(ring, turn * 360 - 180, 1), turn * 360 + 180, -1), -turn),
    )
    const [outer, ...holes] = rings
    if (outer && outer.length > 3) pieces.push([outer, ...holes.filter((hole) => hole.length > 3)])
  }
  return pieces
}

function rangeOf(ring: Ring): readonly [west: number, east: number] {
  let [west, east] = [Infinity, -Infinity]
  for (const [longitude] of ring) {
    west = Math.min(west, longitude)
    east = Math.max(east, longitude)
  }
  return [west, east]
}

const shift = (ring: Ring, turns: number): Ring => ring.map(([x, y]) => [x + turns * 360, y])

/** Keeps what lies east (1) or west (-1) of a meridian; closed again. */
function cutBeyond(ring: Ring, meridian: number, side: 1 | -1): Ring {
  const kept: Position[] = []
  const isIn = ([longitude]: Position) => (longitude - meridian) * side >= 0
  for (const [index, point] of ring.entries()) {
    const before = ring[index - 1]
    if (before && isIn(before) !== isIn(point)) {
      const part = (meridian - before[0]) / (point[0] - before[0])
      kept.push([meridian, before[1] + (point[1] - before[1]) * part])
    }
    if (isIn(point)) kept.push(point)
  }
  const [first, last] = [kept[0], kept.at(-1)]
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...kept, first] : kept
}
