import type { PlaceId } from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import type { PreviewImage } from './write-head.ts'

/** The picture of a public place on the map, as web/basemap draws it: 600 by 315 pixels, or twice that. */
export function writeMap(placeId: PlaceId, words: string): Html {
  const path = mapPath(placeId)
  return html`<img class="map-static" src="${path}" srcset="${path} 1x, ${path}?size=large 2x" alt="Map: ${words}" width="600" height="315" loading="lazy">`
}

/** The same for link previews. */
export function mapPreview(origin: string, placeId: PlaceId, words: string): PreviewImage {
  const url = `${origin}${mapPath(placeId)}?size=large`
  return { url, alt: `Map: ${words}`, width: 1200, height: 630, large: true }
}

function mapPath(placeId: PlaceId): string {
  return `/places/${placeId}/map.png`
}
