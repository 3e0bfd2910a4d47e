import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findPictogram } from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'

/** What is no category: how exactly a place is said, and the promises of the first page. */
const others: Readonly<Record<string, string>> = {
  venue: 'marker',
  cell: 'circle-stroked',
  city: 'town',
  country: 'globe',
  precision: 'mountain',
}

const read = new Map<string, string>()

/**
 * A pictogram as SVG in one colour: fonts of many machines have no emoji, and those that have show different ones.
 * @param subject a category such as `amenity=cafe`, or how exactly a place is said; whatever else gets a pin
 */
export function readPictogram(subject: string): string {
  const name = Object.hasOwn(others, subject) ? (others[subject] ?? 'marker') : findPictogram(subject)
  const known = read.get(name)
  if (known) return known
  const text = readFileSync(fileURLToPath(import.meta.resolve(`@mapbox/maki/icons/${name}.svg`)), 'utf8')
  const svg = text.slice(text.indexOf('<svg')).replace(/ id="[^"]*"/, '')
  read.set(name, svg)
  return svg
}

/** In a page. */
export function drawPictogram(subject: string): Html {
  return html`<img class="pictogram" src="/static/places/${encodeURIComponent(subject)}.svg" alt="" width="15" height="15">`
}
