import { canWrite } from './can-write.ts'
import { drawGround } from './draw-ground.ts'
import { loadSharp } from './load-sharp.ts'
import { cameraOf, toSquare, type View } from './mercator.ts'
import type { Basemap } from './open-basemap.ts'
import { palette, sans } from './palette.ts'
import { escapeText, shorten } from './write-text.ts'

/** A year on a card: areas on a map, and numbers below. */
export interface YearCard {
  readonly title: string
  readonly numbers: readonly { readonly value: number; readonly label: string }[]
  readonly areas: readonly {
    readonly latitude: number
    readonly longitude: number
    readonly visits: number
  }[]
}

const width = 1200
const height = 630
/** Of this the map is seen; the numbers stand below. */
const mapHeight = 450
const margin = 70
const farthest = 1.6
const closest = 6

/** Draws a year as PNG, 1200 by 630 pixels. Where the machine has no fonts, the map stands alone. */
export const drawYear =
  (needs: { readonly basemap: Pick<Basemap, 'getShapes'> }) =>
  async (card: YearCard): Promise<Buffer> => {
    const { land, borders } = await needs.basemap.getShapes()
    const writes = await canWrite('Aa')
    const shownHeight = writes ? mapHeight : height
    const camera = cameraOf(viewOf(card.areas, shownHeight))
    const most = Math.max(1, ...card.areas.map(({ visits }) => visits))
    const dots = card.areas
      .toSorted((a, b) => b.visits - a.visits)
      .map((area) => {
        const [x, y] = camera.project(area)
        const radius = 7 + 17 * Math.sqrt(area.visits / most)
        return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${palette.clay}"
          fill-opacity=".72" stroke="${palette.paper}" stroke-width="2"/>`
      })
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      ${drawGround(camera, { land, borders })}${dots.join('')}${writes ? await drawPanel(card) : ''}</svg>`
    return (await loadSharp())(Buffer.from(picture)).png({ palette: true, dither: 0, effort: 4 }).toBuffer()
  }

/** The middle of all areas, from as near as all of them can be seen. */
function viewOf(areas: YearCard['areas'], seen: number): View {
  const points = areas.map(({ longitude, latitude }) => toSquare(longitude, latitude))
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  if (points.length === 0) return { latitude: 25, longitude: 10, zoom: farthest, width, height: seen }
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const fit = (share: number, pixels: number) => Math.log2(pixels / (256 * Math.max(share, 1e-9)))
  const zoom = Math.min(fit(east - west, width - 2 * margin), fit(south - north, seen - 2 * margin))
  return {
    longitude: ((west + east) / 2 - 0.5) * 360,
    latitude: latitudeAt((north + south) / 2),
    zoom: Math.max(farthest, Math.min(closest, zoom)),
    width,
    height: seen,
  }
}

function latitudeAt(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI
}

async function drawPanel({ title, numbers }: YearCard): Promise<string> {
  const name = (await canWrite(title)) ? shorten(title, 60) : ''
  const column = (width - 2 * margin) / Math.max(1, numbers.length)
  const text = (x: number, y: number, more: string, words: string) =>
    `<text x="${x.toFixed(1)}" y="${y}" font-family="${sans}" ${more}>${escapeText(words)}</text>`
  return [
    `<rect y="${mapHeight}" width="${width}" height="${height - mapHeight}" fill="${palette.paper}"/>`,
    `<rect y="${mapHeight}" width="${width}" height="5" fill="${palette.moss}"/>`,
    text(margin, mapHeight + 58, `font-size="34" font-weight="700" fill="${palette.ink}"`, name),
    ...numbers.map(({ value, label }, index) => {
      const x = margin + index * column
      return [
        text(x, mapHeight + 122, `font-size="48" font-weight="700" fill="${palette.clay}"`, String(value)),
        text(x, mapHeight + 154, `font-size="22" fill="${palette.inkSoft}"`, label),
      ].join('')
    }),
  ].join('')
}
