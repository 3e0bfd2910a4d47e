import type { Place, PlaceOnPost, Precision } from '../api/entities.ts'
import { words } from '../words.ts'

/** A place in words: `{ lead: 'in', name: 'Paris', more: 'France' }`. */
export interface PlaceWords {
  readonly lead: string
  readonly name: string
  readonly more: string
}

/** A place that can be put on a map. */
export type MappedPlace = PlaceOnPost & { readonly latitude: number; readonly longitude: number }

export function isMapped(place: PlaceOnPost): place is MappedPlace {
  return place.latitude !== null && place.longitude !== null
}

/** How a post's place reads at the precision that this viewer was given. */
export function describePlace(place: PlaceOnPost): PlaceWords {
  // The server calls a cell "Near Paris"; our own lead says that already.
  const name =
    (place.precision === 'cell' ? place.name.replace(/^near /i, '') : place.name) || words.place.unnamed
  const more = [
    place.precision === 'venue' || place.precision === 'cell' ? place.address?.locality : null,
    place.country,
  ]
  return { lead: words.place.lead[place.precision], name, more: joinOnce(name, more) }
}

/**
 * What readers will see of a check-in at `place` once it is made as coarse as `precision`.
 * @param nearestTown the server names coarse places by the town next to them
 */
export function previewPlace(place: Place, precision: Precision, nearestTown?: string): PlaceWords {
  const town =
    place.kind === 'town'
      ? place.name
      : (nearestTown ?? place.address?.locality ?? place.country ?? words.place.somewhere)
  const lead =
    place.kind === 'town' && precision === 'venue' ? words.place.lead.city : words.place.lead[precision]
  if (precision === 'country') return { lead, name: place.country ?? words.place.somewhere, more: '' }
  if (precision === 'venue')
    return { lead, name: place.name, more: joinOnce(place.name, [place.address?.locality, place.country]) }
  return { lead, name: town, more: joinOnce(town, [place.country]) }
}

/** Metres until which a check-in of that precision may be off; for drawing, not for deciding. */
export function radiusOf(precision: Precision): number {
  return { venue: 40, cell: 1700, city: 9000, country: 250_000 }[precision]
}

/** `80 m`, `1.2 km`, `34 km`: as exact as it is useful. */
export function formatDistance(metres: number): string {
  if (metres < 995) return `${metres < 20 ? Math.round(metres) : Math.round(metres / 10) * 10} m`
  const kilometres = metres / 1000
  return kilometres < 9.95 ? `${Number(kilometres.toFixed(1))} km` : `${Math.round(kilometres)} km`
}

/** Where a place is, for a line under its name: street, town, region, country as far as they are known. */
export function describeWhereabouts(place: Place): string {
  // Most regions come as the gazetteer's numbers, which mean nothing to people.
  const region = place.region && /^\d+$/.test(place.region) ? null : place.region
  return joinOnce(place.name, [place.address?.street, place.address?.locality, region, place.country])
}

function joinOnce(name: string, parts: ReadonlyArray<string | null | undefined>): string {
  const said = new Set([name])
  return parts.filter((part) => part && !said.has(part) && said.add(part)).join(', ')
}
