import { countryName } from '#domain/places/index.ts'
import { escapeHtml } from '#platform/html/index.ts'
import type { Companion, ShownPlace } from './checkin.ts'
import { farFromTowns, somewhere } from './show-at.ts'

/** Where it was in short words: "Café de Flore, Paris", "near Paris", "in Paris, France", "in France". */
export function describeCheckin(shown: ShownPlace): string {
  const { before, name, after } = phrase(shown)
  return `${before}${name}${after}`
}

/** The place line below a post's text, as HTML for every server: `u-checkin` is how IndieWeb readers know it. */
export function renderPlaceLine(shown: ShownPlace, companions: readonly Companion[] = []): string {
  const { before, name, after } = phrase(shown)
  const label = escapeHtml(name)
  const place = shown.url
    ? `<a class="u-checkin h-card" href="${escapeHtml(shown.url)}">${label}</a>`
    : `<span class="u-checkin h-card">${label}</span>`
  return `<p>📍 ${escapeHtml(before)}${place}${escapeHtml(after)}${renderCompanions(companions)}</p>`
}

/** `u-category` is how IndieWeb readers know people who were there, too. */
function renderCompanions(companions: readonly Companion[]): string {
  if (companions.length === 0) return ''
  const names = companions.map(
    ({ username, url }) =>
      `<a class="u-category h-card" href="${escapeHtml(url)}">@${escapeHtml(username)}</a>`,
  )
  const last = names.pop() ?? ''
  return ` with ${names.length > 0 ? `${names.join(', ')} and ` : ''}${last}`
}

function phrase(shown: ShownPlace): { before: string; name: string; after: string } {
  const country = countryName(shown.country)
  switch (shown.precision) {
    case 'venue': {
      const around = shown.address?.locality ?? country
      return { before: '', name: shown.name, after: around && around !== shown.name ? `, ${around}` : '' }
    }
    case 'cell':
      if (shown.name === farFromTowns) return { before: '', name: lowerFirst(shown.name), after: '' }
      return { before: 'near ', name: shown.name.replace(/^Near /, ''), after: '' }
    case 'city':
      return {
        before: 'in ',
        name: shown.name,
        after: country && country !== shown.name ? `, ${country}` : '',
      }
    case 'country':
      if (shown.name === somewhere) return { before: '', name: lowerFirst(shown.name), after: '' }
      return { before: 'in ', name: country ?? shown.name, after: '' }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
