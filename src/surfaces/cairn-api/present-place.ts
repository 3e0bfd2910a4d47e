import type { AccountId } from '#domain/accounts/index.ts'
import {
  type Credit,
  countryName,
  creditOf,
  nameIn,
  type Place,
  placePage,
  placeSlug,
  placeUri,
} from '#domain/places/index.ts'

/** A place of this server's table, for one viewer. @param language in which it is named, BCP 47 */
export function presentPlace(
  origin: string,
  place: Place,
  viewerId: AccountId | undefined,
  language?: string,
) {
  return {
    id: place.id,
    slug: placeSlug(place.name),
    name: place.name,
    display_name: nameIn(place, language),
    names: place.names ?? [],
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
    attribution: creditOf(place, place.uri).name,
    same_as: place.sameAs,
    url: placePage(origin, place),
    uri: placeUri(origin, place),
    closed_on: place.closedOn?.toISOString().slice(0, 10) ?? null,
    private: place.private,
    created_by_me: viewerId !== undefined && place.createdBy === viewerId,
  }
}

/** Whose data a place is, for the page of that place. */
export function presentCredit({ source, name, url, licence }: Credit) {
  return { source, attribution: name, url, licence }
}
