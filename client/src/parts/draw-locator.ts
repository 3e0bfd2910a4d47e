import type { Polygon } from './basemap.ts'

/** What a small map shows: its middle, how wide it looks, and in which colours. */
export interface LocatorView {
  readonly latitude: number
  readonly longitude: number
  /** Degrees of longitude across the map's width. */
  readonly span: number
}

export interface LocatorColours {
  readonly water: string
  readonly land: string
  readonly border: string
  readonly grid: string
}

export interface Projection {
  readonly project: (longitude: number, latitude: number) => readonly [number, number]
  /** Pixels that a metre takes at the middle of the map. */
  readonly perMetre: number
}

const mercator = (latitude: number) => {
  const clamped = Math.max(-84, Math.min(84, latitude))
  return (Math.log(Math.tan(Math.PI / 4 + (clamped * Math.PI) / 360)) * 180) / Math.PI
}

/** Web Mercator around the middle of a view, in a picture of `width` by `height` pixels. */
export function projectionOf(view: LocatorView, width: number, height: number): Projection {
  const scale = width / view.span
  const middle = mercator(view.latitude)
  return {
    project: (longitude, latitude) => [
      width / 2 + (longitude - view.longitude) * scale,
      height / 2 - (mercator(latitude) - middle) * scale,
    ],
    perMetre: scale / (111_320 * Math.max(0.1, Math.cos((view.latitude * Math.PI) / 180))),
  }
}

/** Draws water, land, borders and the degree grid. */
export function drawBase(
  context: CanvasRenderingContext2D,
  polygons: readonly Polygon[],
  view: LocatorView,
  colours: LocatorColours,
): Projection {
  const { width, height } = context.canvas
  const projection = projectionOf(view, width, height)
  context.fillStyle = colours.water
  context.fillRect(0, 0, width, height)
  drawGrid(context, projection, view, colours)
  context.fillStyle = colours.land
  context.strokeStyle = colours.border
  context.lineWidth = Math.max(1, width / 260)
  context.lineJoin = 'round'
  for (const polygon of polygons)
    if (isInView(polygon, projection, width, height)) drawPolygon(context, polygon, projection)
  return projection
}

function isInView({ bounds }: Polygon, { project }: Projection, width: number, height: number): boolean {
  const [left, bottom] = project(bounds[0], bounds[1])
  const [right, top] = project(bounds[2], bounds[3])
  return right > 0 && left < width && bottom > 0 && top < height
}

function drawPolygon(context: CanvasRenderingContext2D, polygon: Polygon, { project }: Projection): void {
  context.beginPath()
  for (const ring of polygon.rings) {
    let [lastX, lastY] = [Number.NaN, Number.NaN]
    for (const [longitude, latitude] of ring) {
      const [x, y] = project(longitude, latitude)
      // Points closer than half a pixel to the last one cannot be seen.
      if (Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue
      if (Number.isNaN(lastX)) context.moveTo(x, y)
      else context.lineTo(x, y)
      lastX = x
      lastY = y
    }
    context.closePath()
  }
  context.fill()
  context.stroke()
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { project }: Projection,
  view: LocatorView,
  colours: LocatorColours,
): void {
  const step = view.span > 90 ? 30 : view.span > 20 ? 5 : view.span > 4 ? 1 : 0.25
  const { width, height } = context.canvas
  context.strokeStyle = colours.grid
  context.lineWidth = 1
  context.beginPath()
  const first = Math.floor((view.longitude - view.span / 2) / step)
  for (let n = first; n * step < view.longitude + view.span / 2; n++) {
    const [x] = project(n * step, 0)
    context.moveTo(x, 0)
    context.lineTo(x, height)
  }
  for (let latitude = -80; latitude <= 80; latitude += step) {
    const [, y] = project(0, latitude)
    if (y < 0 || y > height) continue
    context.moveTo(0, y)
    context.lineTo(width, y)
  }
  context.stroke()
}

/** A view that holds all points with some room, at least `least` degrees wide. */
export function viewOfPoints(
  points: ReadonlyArray<{ latitude: number; longitude: number }>,
  least: number,
  ratio: number,
): LocatorView {
  if (points.length === 0) return { latitude: 25, longitude: 10, span: 330 }
  const longitudes = points.map((point) => point.longitude)
  const heights = points.map((point) => mercator(point.latitude))
  const [west, east, south, north] = [
    Math.min(...longitudes),
    Math.max(...longitudes),
    Math.min(...heights),
    Math.max(...heights),
  ]
  const middle = (Math.atan(Math.exp((((south + north) / 2) * Math.PI) / 180)) * 360) / Math.PI - 90
  return {
    latitude: middle,
    longitude: (west + east) / 2,
    span: Math.min(340, Math.max(least, (east - west) * 1.5, (north - south) * 1.5 * ratio)),
  }
}
