import type { Checkin, Precision, ShownPlace } from '#domain/checkins/index.ts'
import { countryName, placePage } from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { postMapSize } from '../basemap/index.ts'
import { drawPictogram } from '../pictograms.ts'
import { httpUrl } from './addresses.ts'
import type { PagesNeeds } from './needs.ts'
import { mapPreview, writeMap } from './place-map.ts'
import type { PreviewImage } from './write-head.ts'

/** Where a post was made, at the precision that everybody is shown, as h-card in `u-checkin` (indieweb.org/checkin). */
export function writePlaceCard(
  origin: string,
  { shown }: Checkin,
  { withMap }: { readonly withMap: boolean },
): Html {
  const { icon, lead, name, more } = describeShown(shown)
  const map = withMap && shown.placeId && writeMap(shown.placeId, `${lead} ${name}`)
  const inner = html`<span class="place-icon" aria-hidden="true">${icon}</span>
<span class="place-words"><span class="place-lead">${lead}</span> <strong class="p-name">${name}</strong>${
    more !== '' && html` <span class="place-more">${more}</span>`
  }</span>
${writePosition(shown)}${map}`
  const address = placeAddress(origin, shown)
  if (!address) return html`<div class="place u-checkin p-location h-card">${inner}</div>`
  return html`<a class="place u-checkin p-location h-card" href="${address}">${inner}</a>`
}

/** The place in words: `at Café de Flore`, `in Paris`. */
export function sayPlace(shown: ShownPlace): string {
  const { lead, name } = describeShown(shown)
  return `${lead} ${name}`
}

/** The picture of the place for link previews. */
export function placePicture(
  { origin, maps }: Pick<PagesNeeds, 'origin' | 'maps'>,
  { postId, shown }: Checkin,
): PreviewImage | undefined {
  if (shown.placeId) return mapPreview(origin, shown.placeId, sayPlace(shown))
  if (shown.latitude === null) return undefined
  return { url: maps.addressOf(postId), alt: `Map: ${sayPlace(shown)}`, ...postMapSize, large: true }
}

const leads: Readonly<Record<Precision, string>> = { venue: 'at', cell: 'near', city: 'in', country: 'in' }

function describeShown(shown: ShownPlace) {
  const { precision, name } = shown
  const locality = precision === 'venue' ? shown.address?.locality : undefined
  const country = shown.country ? countryName(shown.country) : undefined
  const more = [...new Set([locality, country])].filter((part) => part && part !== name)
  return {
    icon: drawPictogram((precision === 'venue' && shown.category) || precision),
    lead: leads[precision],
    name,
    more: more.join(', '),
  }
}

/** Our page of the place; else that of the server that the place belongs to. */
function placeAddress(origin: string, shown: ShownPlace): string | undefined {
  if (shown.placeId) return placePage(origin, { id: shown.placeId, name: shown.name })
  return httpUrl(shown.url) ?? httpUrl(shown.uri)
}

function writePosition({ latitude, longitude }: ShownPlace): Html | null {
  if (latitude === null || longitude === null) return null
  return html`<data class="p-latitude" value="${latitude}"></data><data class="p-longitude" value="${longitude}"></data>`
}
