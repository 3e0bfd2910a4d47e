import type { Camera } from './mercator.ts'
import { toSquare } from './mercator.ts'
import { palette } from './palette.ts'
import type { Shapes } from './to-shape.ts'
import { traceAreas, traceLines } from './trace-shapes.ts'

/** Water with its degrees, shallows along the coasts, land and borders, as SVG. */
export function drawGround(camera: Camera, { land, borders }: Shapes): string {
  const { width, height } = camera
  const coasts = traceAreas(land, camera)
  const shallows = [22, 13, 6].map(
    (stroke) => `<use href="#land" fill="none" stroke="${palette.shallows}" stroke-opacity=".4"
      stroke-width="${stroke}" stroke-linejoin="round"/>`,
  )
  const border = traceLines(borders, camera)
  return [
    `<defs><path id="land" fill-rule="evenodd" d="${coasts}"/></defs>`,
    `<rect width="${width}" height="${height}" fill="${palette.water}"/>`,
    ...(coasts === '' ? [] : shallows),
    `<use href="#land" fill="${palette.land}" stroke="${palette.coast}" stroke-width="1" stroke-linejoin="round"/>`,
    drawGrid(camera),
    `<path d="${border}" fill="none" stroke="${palette.border}" stroke-width="1.2" stroke-dasharray="4 3"/>`,
  ].join('')
}

/** Degrees between two lines, the coarsest first. */
const steps = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05]
const leastPixels = 110

function drawGrid(camera: Camera): string {
  const { width, height, scale, left, top } = camera
  const step = steps.findLast((step) => (step / 360) * scale >= leastPixels) ?? 30
  const parts: string[] = []
  const first = Math.ceil(((left / scale - 0.5) * 360) / step)
  const last = Math.floor((((left + width) / scale - 0.5) * 360) / step)
  for (let line = first; line <= last; line++) {
    const x = ((line * step) / 360 + 0.5) * scale - left
    parts.push(`M${x.toFixed(1)} 0V${height}`)
  }
  for (let line = Math.ceil(-85 / step); line * step <= 85; line++) {
    const y = toSquare(0, line * step)[1] * scale - top
    if (y >= 0 && y <= height) parts.push(`M0 ${y.toFixed(1)}H${width}`)
  }
  return `<path d="${parts.join('')}" fill="none" stroke="${palette.grid}" stroke-opacity=".1" stroke-width="1"/>`
}
