import type { Place, PlaceOnPost, Precision } from '../api/entities.ts'
import { words } from '../words.ts'

/** A place in words: `{ lead: 'in', name: 'Paris', more: 'France' }`. */
export interface PlaceWords {
  readonly lead: string
  readonly name: string
  readonly more: string
}

/** How a post's place reads at the precision that this viewer was given. */
export function describePlace(place: PlaceOnPost): PlaceWords {
  const name = place.name || words.place.unnamed
  const more = [
    place.precision === 'venue' || place.precision === 'cell' ? place.address?.locality : null,
    place.country,
  ]
  return { lead: words.place.lead[place.precision], name, more: joinOnce(name, more) }
}

/** What readers will see of a check-in at `place` once it is made as coarse as `precision`. */
export function previewPlace(place: Place, precision: Precision): PlaceWords {
  const town =
    place.kind === 'town'
      ? place.name
      : (place.address?.locality ?? place.region ?? place.country ?? place.name)
  const lead =
    place.kind === 'town' && precision === 'venue' ? words.place.lead.city : words.place.lead[precision]
  if (precision === 'country') return { lead, name: place.country ?? place.name, more: '' }
  if (precision === 'venue')
    return { lead, name: place.name, more: joinOnce(place.name, [place.address?.locality, place.country]) }
  return { lead, name: town, more: joinOnce(town, [place.country]) }
}

/** Metres until which a check-in of that precision may be off; for drawing, not for deciding. */
export function radiusOf(precision: Precision): number {
  return { venue: 40, cell: 1200, city: 9000, country: 250_000 }[precision]
}

/** `80 m`, `1.2 km`, `34 km`: as exact as it is useful. */
export function formatDistance(metres: number): string {
  if (metres < 995) return `${metres < 20 ? Math.round(metres) : Math.round(metres / 10) * 10} m`
  const kilometres = metres / 1000
  return kilometres < 9.95 ? `${Number(kilometres.toFixed(1))} km` : `${Math.round(kilometres)} km`
}

/** Where a place is, for a line under its name: street, town, region, country as far as they are known. */
export function describeWhereabouts(place: Place): string {
  return joinOnce(place.name, [place.address?.street, place.address?.locality, place.region, place.country])
}

function joinOnce(name: string, parts: ReadonlyArray<string | null | undefined>): string {
  const said = new Set([name])
  return parts.filter((part) => part && !said.has(part) && said.add(part)).join(', ')
}
