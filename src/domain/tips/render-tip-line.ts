import type { ShownPlace } from '#domain/checkins/index.ts'
import { countryName } from '#domain/places/index.ts'
import { escapeHtml } from '#platform/html/index.ts'

/** By this class another Cairn knows that a text has the line already. */
const tipLineClass = 'u-about'

/** The line below a tip's text, as HTML for every server: what it is about. */
export function renderTipLine(shown: ShownPlace): string {
  const around = shown.address?.locality ?? countryName(shown.country)
  const label = escapeHtml(shown.name)
  const place = shown.url
    ? `<a class="${tipLineClass} h-card" href="${escapeHtml(shown.url)}">${label}</a>`
    : `<span class="${tipLineClass} h-card">${label}</span>`
  return `<p>💡 Tip for ${place}${around && around !== shown.name ? `, ${escapeHtml(around)}` : ''}</p>`
}
