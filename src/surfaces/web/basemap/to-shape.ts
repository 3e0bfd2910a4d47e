import type { Ring } from './cut-at-date-line.ts'
import { toSquare } from './mercator.ts'

/** A polygon (outer ring, then holes) or a line, on the square of Web Mercator. */
export interface Shape {
  readonly bounds: Box
  /** x and y in turn; 32 bits are exact to a pixel up to zoom 15. */
  readonly lines: readonly Float32Array[]
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What the server itself draws. */
export interface Shapes {
  readonly land: readonly Shape[]
  readonly borders: readonly Shape[]
}

/** Projects a polygon's rings, or one line, into arrays that are quick to draw from. */
export function toShape(rings: readonly Ring[]): Shape {
  const lines = rings.map(projectLine)
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  const [outer = new Float32Array()] = lines
  for (let at = 0; at < outer.length; at += 2) {
    const [x = 0, y = 0] = [outer[at], outer[at + 1]]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { bounds: { left, top, right, bottom }, lines }
}

function projectLine(line: Ring): Float32Array {
  const points = new Float32Array(line.length * 2)
  let at = 0
  for (const [longitude, latitude] of line) {
    const [x, y] = toSquare(longitude, latitude)
    points[at++] = x
    points[at++] = y
  }
  return points
}
