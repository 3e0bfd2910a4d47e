import { canWrite } from './can-write.ts'
import { drawGround } from './draw-ground.ts'
import { drawArea, drawCredit, drawPin, drawRings, type Label, labelSize, noRings } from './draw-marks.ts'
import { drawTowns, type MapTown } from './draw-towns.ts'
import { loadSharp } from './load-sharp.ts'
import { cameraOf, type View } from './mercator.ts'
import type { Basemap } from './open-basemap.ts'
import { sans } from './palette.ts'
import { createRoom } from './room-for-labels.ts'
import { escapeText, shorten } from './write-text.ts'

export interface StaticMap extends View {
  /** Towns around; `weight` is the population. */
  readonly dots?: readonly MapTown[]
  /** The name at the pin. */
  readonly label?: string
  /** Drawn in place of the pin: somewhere within `radius` metres; a figure of so many corners. */
  readonly area?: { readonly radius: number; readonly corners: number }
  /** Pixels of the picture per pixel of the map, 1 unless told: 2 for sharp screens. */
  readonly density?: 1 | 2
}

export type RenderStaticMap = (map: StaticMap) => Promise<Buffer>

const credit = 'Natural Earth · GeoNames'

/**
 * Draws a still map with a pin in its middle, as PNG of width · density by height · density pixels. Where the machine
 * has no fonts for a name, the map goes without it.
 */
export const renderStaticMap =
  (needs: { readonly basemap: Pick<Basemap, 'getShapes'> }): RenderStaticMap =>
  async (map) => {
    const { land, borders } = await needs.basemap.getShapes()
    const camera = cameraOf(map)
    const writes = await canWrite(credit)
    const towns = await keepWritable(map.dots ?? [])
    const label = await measureLabel(map.label ?? '')
    const pin = camera.project(map)
    const room = createRoom(map)
    // Who asks first gets the room: the pin and its name, then towns, then distances.
    const credits = writes ? drawCredit(credit, map, room) : ''
    const { area } = map
    const marks = area
      ? drawArea(pin, { ...area, radius: area.radius * camera.perMetre, label }, room)
      : drawPin(pin, label, room)
    const rings = area ? noRings : drawRings(camera, pin)
    const { areas, dots, names } = drawTowns(camera, towns, room)
    const layers = [
      drawGround(camera, { land, borders }),
      areas,
      rings.circles,
      dots,
      names,
      writes ? rings.names(room) : '',
      marks,
      credits,
    ]
    const picture = Buffer.from(frame(map, layers.join('')))
    return (await loadSharp())(picture).png({ palette: true, dither: 0, effort: 4 }).toBuffer()
  }

function frame({ width, height, density = 1 }: StaticMap, content: string): string {
  const size = `width="${width * density}" height="${height * density}" viewBox="0 0 ${width} ${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content}</svg>`
}

async function measureLabel(name: string): Promise<Label | undefined> {
  const text = shorten(name, 48)
  if (!(await canWrite(text))) return undefined
  const font = `${sans} Bold ${labelSize}`
  const { width } = await (await loadSharp())({ text: { text: escapeText(text), font, dpi: 72 } }).metadata()
  return { text, width }
}

/** Takes the names that there are no letters for away. */
async function keepWritable(towns: readonly MapTown[]): Promise<MapTown[]> {
  const checks = towns.map(async ({ name, ...town }) =>
    name !== undefined && (await canWrite(name)) ? { ...town, name } : town,
  )
  return Promise.all(checks)
}
