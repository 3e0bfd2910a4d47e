import type { Camera } from './mercator.ts'
import type { Box, Shape } from './to-shape.ts'

type Point = readonly [x: number, y: number]

/** Beyond the picture's edge, so that the cut and its stroke stay out of sight. */
const margin = 32
/** The world repeats to both sides, for pictures across the date line. */
const repeats = [-1, 0, 1]

/** An SVG path of the areas in view, cut to the picture. Empty when there are none. */
export function traceAreas(shapes: readonly Shape[], camera: Camera): string {
  return trace(shapes, camera, (line, box) => {
    const points = thin(clip(line, box))
    return points.length < 3 ? '' : `M${points.map(write).join('L')}Z`
  })
}

/** An SVG path of the lines in view. */
export function traceLines(shapes: readonly Shape[], camera: Camera): string {
  return trace(shapes, camera, (line, box) => {
    let path = ''
    let drawing = false
    for (const [index, point] of line.entries()) {
      const next = line[index + 1]
      if (!next || !mayCross(point, next, box)) {
        drawing = false
        continue
      }
      path += drawing ? `L${write(next)}` : `M${write(point)}L${write(next)}`
      drawing = true
    }
    return path
  })
}

function trace(
  shapes: readonly Shape[],
  camera: Camera,
  draw: (line: readonly Point[], box: Box) => string,
): string {
  const { width, height, scale, left, top } = camera
  const box: Box = { left: -margin, top: -margin, right: width + margin, bottom: height + margin }
  const paths: string[] = []
  for (const repeat of repeats) {
    const offset = repeat * scale - left
    for (const { bounds, lines } of shapes) {
      if (bounds.right * scale + offset < box.left || bounds.left * scale + offset > box.right) continue
      if (bounds.bottom * scale - top < box.top || bounds.top * scale - top > box.bottom) continue
      for (const line of lines) paths.push(draw(toPixels(line, scale, offset, top), box))
    }
  }
  return paths.join('')
}

function toPixels(line: Float32Array, scale: number, offset: number, top: number): Point[] {
  return Array.from({ length: line.length / 2 }, (_, index) => [
    (line[index * 2] ?? 0) * scale + offset,
    (line[index * 2 + 1] ?? 0) * scale - top,
  ])
}

/** Sutherland and Hodgman, "Reentrant polygon clipping" (1974): one side of the box after the other. */
function clip(ring: readonly Point[], { left, top, right, bottom }: Box): readonly Point[] {
  const sides: readonly (readonly [axis: 0 | 1, limit: number, keeps: 1 | -1])[] = [
    [0, left, 1],
    [0, right, -1],
    [1, top, 1],
    [1, bottom, -1],
  ]
  let points = ring
  for (const [axis, limit, keeps] of sides) {
    const kept: Point[] = []
    let before = points.at(-1)
    for (const point of points) {
      const isIn = (point[axis] - limit) * keeps >= 0
      if (before && isIn !== (before[axis] - limit) * keeps >= 0) kept.push(cross(before, point, axis, limit))
      if (isIn) kept.push(point)
      before = point
    }
    points = kept
  }
  return points
}

function cross(from: Point, to: Point, axis: 0 | 1, limit: number): Point {
  const part = (limit - from[axis]) / (to[axis] - from[axis])
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]
}

/** Leaves out what lies closer than half a pixel to the point before: nobody can see it. */
function thin(points: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const last = kept.at(-1)
    if (!last || Math.abs(point[0] - last[0]) >= 0.5 || Math.abs(point[1] - last[1]) >= 0.5) kept.push(point)
  }
  return kept
}

function mayCross(from: Point, to: Point, { left, top, right, bottom }: Box): boolean {
  return (
    Math.max(from[0], to[0]) >= left &&
    Math.min(from[0], to[0]) <= right &&
    Math.max(from[1], to[1]) >= top &&
    Math.min(from[1], to[1]) <= bottom
  )
}

const write = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`
