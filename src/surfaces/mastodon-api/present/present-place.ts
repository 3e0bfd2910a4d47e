import type { SeenCheckin } from '#domain/checkins/index.ts'
import { countryName, placeSlug } from '#domain/places/index.ts'

/** A status' `place`: what everybody who may see the status may know of where it was. A superset of Pixelfed's. */
export function presentShownPlace(origin: string, { shown }: Pick<SeenCheckin, 'shown'>) {
  return {
    id: shown.placeId,
    slug: placeSlug(shown.name),
    name: shown.name,
    country: shown.country ? countryName(shown.country) : null,
    country_code: shown.country,
    url: shown.url ?? (shown.placeId ? `${origin}/places/${shown.placeId}-${placeSlug(shown.name)}` : null),
    latitude: shown.latitude,
    longitude: shown.longitude,
    radius: shown.radiusMetres,
    precision: shown.precision,
    category: shown.category,
    address: shown.address
      ? {
          street: shown.address.street,
          locality: shown.address.locality,
          region: shown.address.region,
          postal_code: shown.address.postalCode,
          country: shown.address.country,
        }
      : null,
    same_as: shown.sameAs,
    licence: shown.licence,
  }
}

/** A status' `checkin`; the venue itself is for its author alone. */
export function presentCheckin(checkin: SeenCheckin, own: boolean) {
  return {
    precision: checkin.precision,
    arrived_at: checkin.arrivedAt.toISOString(),
    ...(own && { left_at: checkin.leftAt?.toISOString() ?? null }),
    place_id: checkin.shown.placeId,
    companions: checkin.companions.map(({ accountId: id, username, url }) => ({
      id,
      username: username.split('@')[0] ?? username,
      acct: username,
      url,
    })),
    ...(own && { own_place_id: checkin.placeId }),
  }
}

/** Every app draws cards: so every app shows the venue. */
export function presentPlaceCard(origin: string, checkin: Pick<SeenCheckin, 'shown'>) {
  const place = presentShownPlace(origin, checkin)
  const description = [place.address?.street, place.address?.locality, place.country]
    .filter(Boolean)
    .join(', ')
  const url = place.url ?? origin
  // Addresses everywhere: the API's description knows no empty ones.
  return {
    url,
    title: checkin.shown.name,
    description,
    type: 'link',
    author_name: '',
    author_url: url,
    authors: [],
    provider_name: new URL(origin).host,
    provider_url: origin,
    html: '',
    width: 600,
    height: 315,
    image: checkin.shown.placeId ? `${origin}/places/${checkin.shown.placeId}/map.png` : null,
    image_description: '',
    embed_url: url,
    blurhash: null,
    published_at: null,
    language: null,
  }
}
