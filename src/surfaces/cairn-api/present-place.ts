import type { AccountId } from '#domain/accounts/index.ts'
import { countryName, type Place, placePage, placeSlug, placeUri } from '#domain/places/index.ts'

/** Whose data a place is: shown with it, as the licences ask. */
const attributions: Readonly<Record<string, string>> = {
  geonames: 'GeoNames',
  user: '',
  osm: '© OpenStreetMap contributors',
  foursquare: 'Foursquare Open Source Places',
  overture: 'Overture Maps Foundation',
}

/** A place of this server's table, for one viewer. */
export function presentPlace(origin: string, place: Place, viewerId: AccountId | undefined) {
  return {
    id: place.id,
    slug: placeSlug(place.name),
    name: place.name,
    kind: place.kind,
    category: place.category,
    latitude: place.latitude,
    longitude: place.longitude,
    country: place.country ? countryName(place.country) : null,
    country_code: place.country,
    region: place.region,
    address: place.address
      ? {
          street: place.address.street,
          locality: place.address.locality,
          region: place.address.region,
          postal_code: place.address.postalCode,
          country: place.address.country,
        }
      : null,
    population: place.population,
    source: place.source,
    licence: place.licence,
    attribution: attributions[place.source] ?? (place.uri ? new URL(place.uri).host : ''),
    same_as: place.sameAs,
    url: placePage(origin, place),
    uri: placeUri(origin, place),
    private: place.private,
    created_by_me: viewerId !== undefined && place.createdBy === viewerId,
  }
}
