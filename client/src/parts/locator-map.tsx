import { useEffect, useRef } from 'preact/hooks'
import type { Precision } from '../api/entities.ts'
import { isDark } from '../state/theme.ts'
import { words } from '../words.ts'
import { loadCountries } from './basemap.ts'
import { drawBase, type LocatorView, type Projection } from './draw-locator.ts'
import { useNearView } from './use-near-view.ts'

export interface LocatorPoint {
  readonly latitude: number
  readonly longitude: number
  readonly radius?: number | null
  readonly precision?: Precision
}

interface LocatorMapProps {
  readonly points: readonly LocatorPoint[]
  readonly view: LocatorView
  readonly width: number
  readonly height: number
  readonly label: string
}

/**
 * A small still map: where in the world something is. Drawn on a canvas, because a feed with twenty WebGL maps
 * would run out of contexts and battery.
 */
export function LocatorMap({ points, view, width, height, label }: LocatorMapProps) {
  const ref = useRef<HTMLCanvasElement>(null)
  const near = useNearView(ref)
  const dark = isDark.value
  useEffect(() => {
    const canvas = ref.current
    if (!near || !canvas) return
    let current = true
    void loadCountries().then((polygons) => {
      const context = canvas.getContext('2d')
      if (!current || !context) return
      canvas.width = Math.round(width * ratio())
      canvas.height = Math.round(height * ratio())
      const style = getComputedStyle(canvas)
      const colour = (name: string) => style.getPropertyValue(name)
      const colours = {
        water: colour('--map-water'),
        land: colour('--map-land'),
        border: colour('--map-border'),
        grid: colour('--map-grid'),
      }
      const projection = drawBase(context, polygons, view, colours)
      for (const point of points)
        drawPoint(context, projection, point, { mark: colour('--map-mark'), ring: colour('--map-ring') })
    })
    return () => {
      current = false
    }
  }, [near, dark, view.latitude, view.longitude, view.span, points.length, width, height])
  return (
    <canvas
      ref={ref}
      class="locator"
      role="img"
      aria-label={words.place.mapOf(label)}
      style={{ aspectRatio: `${width} / ${height}` }}
    />
  )
}

function ratio(): number {
  return Math.min(2, devicePixelRatio || 1)
}

function drawPoint(
  context: CanvasRenderingContext2D,
  projection: Projection,
  point: LocatorPoint,
  colours: { mark: string; ring: string },
): void {
  const [x, y] = projection.project(point.longitude, point.latitude)
  const unit = ratio()
  const radius = Math.min((point.radius ?? 0) * projection.perMetre, context.canvas.width / 3)
  context.fillStyle = colours.mark
  context.strokeStyle = colours.ring
  context.lineWidth = 2 * unit
  // An exact place is a stone with a rim; a coarse one is a soft patch, a cell its hexagon.
  if (point.precision && point.precision !== 'venue') {
    context.globalAlpha = 0.32
    tracePatch(context, x, y, Math.max(radius, 14 * unit), point.precision === 'cell' ? 6 : 48)
    context.fill()
    context.globalAlpha = 1
    context.lineWidth = 1.5 * unit
    context.strokeStyle = colours.mark
    context.stroke()
    return
  }
  context.beginPath()
  context.ellipse(x, y, 6 * unit, 5.4 * unit, 0.3, 0, Math.PI * 2)
  context.fill()
  context.stroke()
}

function tracePatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  corners: number,
): void {
  context.beginPath()
  for (let corner = 0; corner < corners; corner++) {
    const angle = ((corner + 0.5) / corners) * Math.PI * 2
    context.lineTo(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius)
  }
  context.closePath()
}
