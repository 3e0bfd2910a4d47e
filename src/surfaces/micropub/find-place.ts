import type { AccountId } from '#domain/accounts/index.ts'
import { isPoint, type PlaceId, type Point } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { MicropubNeeds } from './needs.ts'
import { objectOf, type Properties, textOf, textsOf } from './read-entry.ts'
import { refuse } from './refuse.ts'

type Needs = Pick<MicropubNeeds, 'origin' | 'places'>

/**
 * The place that an entry was made at: `checkin` (an h-card as OwnYourSwarm sends it, or the address of a place here), or
 * a `location` with a name. It is found by its address, by Foursquare's id, or by name next to the point; else it is
 * created, for its author alone where the entry is.
 * @returns undefined for an entry without a place: a bare position is dropped
 * @throws Refusal for a place that can neither be found nor created
 */
export async function findPlace(
  needs: Needs,
  properties: Properties,
  { me, isPrivate }: { me: AccountId; isPrivate: boolean },
): Promise<PlaceId | undefined> {
  const card = objectOf(properties, 'checkin') ?? namedLocation(properties)
  const addresses = [
    ...textsOf(properties, 'checkin'),
    textOf(properties, 'checkin') ?? '',
    ...(card ? [...textsOf(card, 'url'), ...textsOf(card, 'uid')] : []),
  ]
  for (const address of addresses) {
    const known = await findByAddress(needs, address, me)
    if (known) return known
  }
  if (!card) {
    if (properties['checkin']) throw refuse('invalid_request', 'The place of the check-in is not known here.')
    return undefined
  }
  const name = textOf(card, 'name')
  const point = pointOf(card) ?? pointOf(objectOf(properties, 'location') ?? {}) ?? geoOf(properties)
  if (!name || !point) {
    throw refuse(
      'invalid_request',
      'A check-in needs a place that is known here, or a name with latitude and longitude.',
    )
  }
  const made = await needs.places.createVenue({ name, ...point, private: isPrivate, createdBy: me })
  if (made.ok) return made.place.id
  if ('duplicateOf' in made) return made.duplicateOf.id
  throw refuse('invalid_request', made.problems.map(({ field, problem }) => `${field} ${problem}`).join(', '))
}

function namedLocation(properties: Properties): Properties | undefined {
  const location = objectOf(properties, 'location')
  return location && textOf(location, 'name') ? location : undefined
}

async function findByAddress(needs: Needs, address: string, me: AccountId): Promise<PlaceId | undefined> {
  const own = address.startsWith(`${needs.origin}/places/`)
    ? parseId<PlaceId>(/^(\d{1,19})(?:-|$)/.exec(address.slice(`${needs.origin}/places/`.length))?.[1])
    : undefined
  if (own) return (await needs.places.findPlace(own, me))?.id
  const foursquare = /^https?:\/\/(?:www\.)?foursquare\.com\/v\/(?:[^/]+\/)?([0-9a-f]{24})$/.exec(
    address,
  )?.[1]
  const place =
    foursquare === undefined ? undefined : await needs.places.findBySource('foursquare', foursquare)
  return place && (await needs.places.findPlace(place.id, me))?.id
}

function pointOf(card: Properties): Point | undefined {
  const degrees = (name: string) => {
    const [value] = card[name] ?? []
    const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
    return isNumber ? Number(value) : Number.NaN
  }
  const point = { latitude: degrees('latitude'), longitude: degrees('longitude') }
  return isPoint(point) ? point : undefined
}

/** `geo:48.85,2.33;u=30` (RFC 5870). */
export function parseGeo(text: string): Point | undefined {
  const [, latitude, longitude] = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:[,;].*)?$/.exec(text) ?? []
  const point = { latitude: Number(latitude ?? Number.NaN), longitude: Number(longitude ?? Number.NaN) }
  return isPoint(point) ? point : undefined
}

function geoOf(properties: Properties): Point | undefined {
  return parseGeo(textsOf(properties, 'location')[0] ?? '')
}
