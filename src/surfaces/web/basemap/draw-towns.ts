import { townRadius } from '#domain/places/index.ts'
import type { Camera } from './mercator.ts'
import { palette, sans } from './palette.ts'
import type { Patch, Room } from './room-for-labels.ts'
import { escapeText, guessWidth, shorten } from './write-text.ts'

export interface MapTown {
  readonly latitude: number
  readonly longitude: number
  readonly name?: string
  /** Population. */
  readonly weight?: number
}

const mostAreas = 80
const mostDots = 40
const mostNames = 16
/** Pixels between two dots: closer ones belong to the larger town. */
const apart = 16

interface Dot {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly name: string | undefined
  readonly population: number
}

export interface TownsPicture {
  /** How far the towns reach. */
  readonly areas: string
  readonly dots: string
  readonly names: string
}

/** Towns as soft patches of their size, and as dots with names; the largest come first and get the room. */
export function drawTowns(camera: Camera, towns: readonly MapTown[], room: Room): TownsPicture {
  const sorted = [...towns].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0))
  const areas = sorted.slice(0, mostAreas).map((town) => drawArea(camera, town))
  const dots: Dot[] = []
  const names: string[] = []
  for (const town of sorted) {
    const dot = placeDot(camera, town, dots, room)
    if (!dot) continue
    dots.push(dot)
    const name = names.length < mostNames ? drawName(dot, room) : ''
    if (name !== '') names.push(name)
    if (dots.length === mostDots) break
  }
  return {
    // One opacity for all, so that neighbours grow into one city.
    areas: `<g fill="${palette.moss}" opacity=".1">${areas.join('')}</g>`,
    dots: dots.map(drawDot).join(''),
    names: names.join(''),
  }
}

function placeDot(camera: Camera, town: MapTown, others: readonly Dot[], room: Room): Dot | undefined {
  const [x, y] = camera.project(town)
  const population = town.weight ?? 0
  const radius = Math.max(2, Math.min(5, Math.log10(Math.max(1, population)) - 1.6))
  if (others.some((dot) => Math.hypot(x - dot.x, y - dot.y) < apart)) return undefined
  const isFree = room.claim({ x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 })
  return isFree ? { x, y, radius, name: town.name, population } : undefined
}

function drawDot({ x, y, radius }: Dot): string {
  return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${radius.toFixed(1)}"
    ry="${(radius * 0.92).toFixed(1)}" fill="${palette.moss}" stroke="${palette.paper}" stroke-width="1.4"/>`
}

/** A pebble: stones are never quite round. */
function drawArea(camera: Camera, town: MapTown): string {
  const [x, y] = camera.project(town)
  const radius = townRadius(town.weight ?? 0) * camera.perMetre
  const isInView = x > -radius && y > -radius && x < camera.width + radius && y < camera.height + radius
  if (radius < 4 || !isInView) return ''
  const turn = Math.round(x * 7 + y * 13) % 180
  return `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${(radius * 1.06).toFixed(1)}"
    ry="${(radius * 0.94).toFixed(1)}" transform="rotate(${turn} ${x.toFixed(1)} ${y.toFixed(1)})"/>`
}

function drawName({ x, y, radius, name, population }: Dot, room: Room): string {
  if (name === undefined) return ''
  const text = shorten(name, 28)
  const size = population >= 500_000 ? 13.5 : population >= 50_000 ? 12 : 10.5
  const width = guessWidth(text, size)
  const height = size * 1.15
  const beside = radius + 4
  const places: readonly Patch[] = [
    { x: x + beside, y: y - height / 2, width, height },
    { x: x - beside - width, y: y - height / 2, width, height },
    { x: x - width / 2, y: y - beside - height, width, height },
    { x: x - width / 2, y: y + beside, width, height },
  ]
  const index = places.findIndex((place) => room.claim(place))
  const place = places[index]
  if (!place) return ''
  // Anchored on the dot's side, so that a wrong guess of the width shows on the far side only.
  const [anchor, at] = (
    [
      ['start', x + beside],
      ['end', x - beside],
      ['middle', x],
      ['middle', x],
    ] as const
  )[index] ?? ['start', x]
  return `<text x="${at.toFixed(1)}" y="${(place.y + size * 0.93).toFixed(1)}" text-anchor="${anchor}"
    font-family="${sans}" font-size="${size}" font-weight="${population >= 500_000 ? 600 : 400}" fill="${palette.ink}"
    stroke="${palette.land}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escapeText(text)}</text>`
}
