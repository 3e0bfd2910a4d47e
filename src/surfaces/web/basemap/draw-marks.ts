import type { Camera } from './mercator.ts'
import { palette, sans } from './palette.ts'
import type { Room } from './room-for-labels.ts'
import { escapeText, guessWidth } from './write-text.ts'

type Point = readonly [x: number, y: number]

/** The client's pin, 34 by 40 pixels: a stone that stands on its point. */
const stone = 'M17 40C9 30 1 24 1 15.5 1 6.5 8 1 17 1s16 5.5 16 14.5C33 24 25 30 17 40z'
const hole =
  'M11 14.5c0-3.6 2.8-5.6 6.2-5.4 3.4.1 5.9 2.300 5.800 5.600-.1 3.400-2.800 5.300-6.100 5.200-3.400-.1-5.900-2.200-5.900-5.400z'
export const labelSize = 18

export interface Label {
  readonly text: string
  /** Pixels at `labelSize`. */
  readonly width: number
}

/** The pin, and above it the place's name on a piece of paper. */
export function drawPin([x, y]: Point, label: Label | undefined, room: Room): string {
  room.take({ x: x - 20, y: y - 42, width: 40, height: 48 })
  const pin = [
    `<ellipse cx="${x}" cy="${y}" rx="9" ry="3.2" fill="#000" fill-opacity=".22"/>`,
    `<g transform="translate(${x - 17} ${y - 40})">`,
    `<path d="${stone}" fill="${palette.clay}" stroke="${palette.paper}" stroke-width="1.6"/>`,
    `<path d="${hole}" fill="${palette.paper}"/></g>`,
  ].join('')
  return label === undefined ? pin : pin + drawLabel(label, [x, y - 50], room)
}

const leastAreaPixels = 18

/** A patch that says no more than that it was somewhere in it, and above it the name. */
export function drawArea(
  [x, y]: Point,
  { radius, corners, label }: { radius: number; corners: number; label: Label | undefined },
  room: Room,
): string {
  const reach = Math.max(radius, leastAreaPixels)
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = ((corner + 0.5) / corners) * Math.PI * 2
    return `${(x + Math.cos(angle) * reach).toFixed(1)},${(y + Math.sin(angle) * reach).toFixed(1)}`
  })
  const patch = `<polygon points="${points.join(' ')}" fill="${palette.clay}" fill-opacity=".24"
    stroke="${palette.clay}" stroke-width="2" stroke-linejoin="round"/>`
  // Where the patch fills the picture, the name stands at its upper edge.
  return label === undefined ? patch : patch + drawLabel(label, [x, Math.max(44, y - reach - 8)], room)
}

function drawLabel({ text, width: wanted }: Label, [x, bottom]: Point, room: Room): string {
  const most = room.width - 24 - 32
  const size = labelSize * Math.min(1, most / wanted)
  const width = Math.min(most, wanted) + 32
  const left = Math.max(12, Math.min(room.width - 12 - width, x - width / 2))
  const top = Math.max(8, bottom - 32)
  room.take({ x: left, y: top, width, height: 32 })
  const box = `x="${left.toFixed(1)}" width="${width.toFixed(1)}" height="32" rx="16"`
  return [
    `<rect ${box} y="${top + 1.5}" fill="#261f0c" fill-opacity=".16"/>`,
    `<rect ${box} y="${top}" fill="${palette.paper}"/>`,
    `<text x="${(left + width / 2).toFixed(1)}" y="${(top + 16 + size * 0.36).toFixed(1)}" text-anchor="middle"`,
    ` font-family="${sans}" font-weight="700" font-size="${size.toFixed(1)}" fill="${palette.ink}">`,
    `${escapeText(text)}</text>`,
  ].join('')
}

/** Metres. */
const distances = [
  100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
]
const mostRings = 3

export const noRings: ReturnType<typeof drawRings> = { circles: '', names: () => '' }

/** Circles of distance round the pin: they say how far apart things are where the land has no detail. */
export function drawRings(
  camera: Camera,
  [x, y]: Point,
): { readonly circles: string; names(room: Room): string } {
  const fitting = distances
    .map((metres) => ({ metres, radius: metres * camera.perMetre }))
    .filter(({ radius }) => radius >= 46 && radius <= Math.hypot(camera.width, camera.height) / 2)
    .slice(0, mostRings)
  const circles = fitting.map(
    ({ radius }, index) => `<circle cx="${x}" cy="${y}" r="${radius.toFixed(1)}" fill="#fff"
      fill-opacity=".2" stroke="${palette.ring}" stroke-opacity="${0.85 - index * 0.15}" stroke-width="1.2"
      stroke-dasharray="1 4" stroke-linecap="round"/>`,
  )
  return {
    circles: circles.reverse().join(''),
    names: (room) => fitting.map(({ metres, radius }) => drawDistance(metres, [x, y, radius], room)).join(''),
  }
}

/** On its circle, south first: there the pin's label is never. */
function drawDistance(metres: number, [x, y, radius]: readonly [number, number, number], room: Room): string {
  const text = metres < 1000 ? `${metres} m` : `${metres / 1000} km`
  const width = guessWidth(text, 10) + 8
  const at = [90, 60, 120, 30, 150, 0, 180, 270]
    .map((degrees) => (degrees / 180) * Math.PI)
    .map((angle): Point => [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius])
    .find(([left, top]) => room.claim({ x: left - width / 2, y: top - 7, width, height: 14 }))
  if (!at) return ''
  return `<text x="${at[0].toFixed(1)}" y="${(at[1] + 3.5).toFixed(1)}" text-anchor="middle" font-family="${sans}"
    font-size="10" fill="${palette.inkSoft}" stroke="${palette.paper}" stroke-width="3.5" stroke-linejoin="round"
    paint-order="stroke">${text}</text>`
}

/** Whose data it is, in the lower right corner. */
export function drawCredit(
  text: string,
  { width, height }: { width: number; height: number },
  room: Room,
): string {
  const wide = guessWidth(text, 10) + 16
  const patch = { x: width - wide - 8, y: height - 24, width: wide, height: 17 }
  room.take(patch)
  return [
    `<rect x="${patch.x.toFixed(1)}" y="${patch.y}" width="${wide.toFixed(1)}" height="17" rx="8.5"`,
    ` fill="${palette.paper}" fill-opacity=".8"/>`,
    `<text x="${(patch.x + wide / 2).toFixed(1)}" y="${patch.y + 12}" text-anchor="middle" font-family="${sans}"`,
    ` font-size="10" fill="${palette.inkSoft}">${escapeText(text)}</text>`,
  ].join('')
}
