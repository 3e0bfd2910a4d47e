import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type PlaceId = Id<'place'>

export type PlaceKind = 'venue' | 'town' | 'region' | 'country'

/** A point on Earth in degrees (WGS 84). */
export interface Point {
  readonly latitude: number
  readonly longitude: number
}

export interface PlaceAddress {
  readonly street?: string
  readonly locality?: string
  readonly region?: string
  readonly postalCode?: string
  /** ISO 3166-1 alpha-2 */
  readonly country?: string
}

/** A name in another language or script. */
export interface PlaceName {
  readonly name: string
  /** BCP 47; null where the source does not say. */
  readonly language: string | null
}

/** Somewhere that a person can be. */
export interface Place extends Point {
  readonly id: PlaceId
  /** geonames | user | activitypub | foursquare | overture | osm | what an operator calls a file of theirs. */
  readonly source: string
  readonly sourceId: string
  readonly kind: PlaceKind
  /** As people there write it. */
  readonly name: string
  /** What it is called elsewhere, besides. */
  readonly names: readonly PlaceName[] | null
  /** An id of the category table, e.g. `amenity=cafe`; other servers may send others. */
  readonly category: string | null
  /** ISO 3166-1 alpha-2 */
  readonly country: string | null
  readonly region: string | null
  readonly address: PlaceAddress | null
  /** 0: unknown or none. */
  readonly population: number
  /** How often people checked in here, for ranking only. */
  readonly popularity: number
  /** The same place elsewhere: GeoNames, OpenStreetMap, Wikidata. */
  readonly sameAs: readonly string[]
  /** The licence of the data, as an address. */
  readonly licence: string | null
  /** Whose data it is, where the source alone does not say it. */
  readonly attribution: string | null
  /** 0 to 1: how sure its source is that it exists; null where the source does not say. */
  readonly confidence: number | null
  /** It closed for good: it is found no more, and its page says so. */
  readonly closedOn: Date | null
  /** Places of other servers: their id and page there. */
  readonly uri: string | null
  readonly url: string | null
  /** Exists for its creator alone. */
  readonly private: boolean
  readonly createdBy: AccountId | null
  readonly mergedInto: PlaceId | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Whether a place exists for a viewer. */
export function maySeePlace(
  place: Pick<Place, 'private' | 'createdBy'>,
  viewer: AccountId | undefined,
): boolean {
  return !place.private || (viewer !== undefined && place.createdBy === viewer)
}

const peoplePerSquareKilometre = 6000
const minTownRadius = 1000
const maxTownRadius = 25_000

/** How far a town reaches, in metres, guessed from its population: 1 km for a village, 10 km for Paris. */
export function townRadius(population: number): number {
  const kilometres = Math.sqrt(population / (peoplePerSquareKilometre * Math.PI))
  return Math.round(Math.min(maxTownRadius, Math.max(minTownRadius, kilometres * 1000)) / 100) * 100
}

/** Whether latitude and longitude are finite and in range. */
export function isPoint(point: Point): boolean {
  return (
    Number.isFinite(point.latitude) &&
    Number.isFinite(point.longitude) &&
    Math.abs(point.latitude) <= 90 &&
    Math.abs(point.longitude) <= 180
  )
}

/** What a reader of a language calls a place; its own name where nobody said. @param language BCP 47 */
export function nameIn(place: Pick<Place, 'name' | 'names'>, language: string | undefined): string {
  const [own] = (language ?? '').toLowerCase().split('-')
  const names = place.names ?? []
  const exact = names.find((one) => one.language?.toLowerCase() === language?.toLowerCase())
  return (exact ?? names.find((one) => one.language?.toLowerCase() === own))?.name ?? place.name
}
