import type { ShownPlace } from '#domain/checkins/index.ts'
import { countryName, placePage, placeUri } from '#domain/places/index.ts'
import type { Json } from '../read-json.ts'

/**
 * What a check-in shows as an AS2 Place, without context. Uncertainty is `radius` with `units`: AS2's `accuracy` is a
 * percentage. `geo:` stands in `url` only: Mastodon turns such links in content into text. Mobilizon reads
 * coordinates only when they have a fraction.
 */
export function describePlace(origin: string, shown: ShownPlace): Json {
  const { latitude, longitude, radiusMetres: radius, placeId } = shown
  const isSomewhere = latitude !== null && longitude !== null
  const page = shown.url ?? (placeId ? placePage(origin, { id: placeId, name: shown.name }) : undefined)
  const geo = isSomewhere
    ? `geo:${fraction(latitude)},${fraction(longitude)}${radius === null ? '' : `;u=${radius}`}`
    : undefined
  const links = [
    ...(page ? [{ type: 'Link', mediaType: 'text/html', href: page }] : []),
    ...(geo ? [{ type: 'Link', rel: 'alternate', href: geo }] : []),
  ]
  return {
    type: 'Place',
    ...(placeId && { id: placeUri(origin, { id: placeId, uri: shown.uri }) }),
    name: shown.name,
    ...(isSomewhere && { latitude: fraction(latitude), longitude: fraction(longitude) }),
    ...(isSomewhere && radius !== null && { radius, units: 'm' }),
    precision: shown.precision,
    ...(shown.category && { category: shown.category }),
    ...(shown.country && { country: countryName(shown.country) }),
    ...(shown.address && { address: describeAddress(shown) }),
    ...(links.length > 0 && { url: links }),
    ...(shown.sameAs.length > 0 && { sameAs: shown.sameAs }),
    ...(shown.licence && { license: shown.licence }),
  }
}

function describeAddress({ address }: ShownPlace): Json {
  const fields = {
    streetAddress: address?.street,
    addressLocality: address?.locality,
    addressRegion: address?.region,
    postalCode: address?.postalCode,
    addressCountry: address?.country,
  }
  return { type: 'PostalAddress', ...Object.fromEntries(Object.entries(fields).filter(([, field]) => field)) }
}

/** At most six decimals (0.1 m), and never a whole number. */
function fraction(degrees: number): number {
  const rounded = Math.round(degrees * 1_000_000) / 1_000_000
  return Number.isInteger(rounded) ? rounded + (rounded >= 90 ? -0.000_001 : 0.000_001) : rounded
}
