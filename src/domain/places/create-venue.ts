import type { AccountId } from '#domain/accounts/index.ts'
import { findCategory } from './categories.ts'
import { cellOf, cellsAround } from './cells.ts'
import { cleanName } from './clean-name.ts'
import { countryName } from './country-names.ts'
import { distanceMetres } from './distance.ts'
import { nearestTown } from './nearest-town.ts'
import type { PlacesNeeds } from './needs.ts'
import { isPoint, type Place, type PlaceAddress, type PlaceId, type Point } from './place.ts'
import { insertPlace, selectInCells9 } from './place-store.ts'
import { isSameName, lexemesOf, wordsOf } from './place-words.ts'
import type { NamingNeeds } from './searching.ts'

export interface NewVenue extends Point {
  readonly name: string
  readonly category?: string | undefined
  readonly address?: PlaceAddress | undefined
  /** Exists for its creator alone: a home. */
  readonly private?: boolean | undefined
  readonly createdBy: AccountId
  /** Creates it though one of the same name stands next to it. */
  readonly force?: boolean | undefined
}

export interface VenueProblem {
  readonly field: 'name' | 'latitude' | 'longitude' | 'category' | 'address'
  readonly problem: string
}

export type CreateVenueOutcome =
  | { readonly ok: true; readonly place: Place }
  | { readonly ok: false; readonly problems: readonly VenueProblem[] }
  | { readonly ok: false; readonly duplicateOf: Place }

const maxNameLength = 100
const maxAddressLength = 200
/** Nearer than this, the same name means the same venue. */
const duplicateMetres = 75

/** Adds a venue. The nearest town gives country, region and locality where the address does not. */
export const createVenue =
  (needs: NamingNeeds) =>
  async (venue: NewVenue): Promise<CreateVenueOutcome> => {
    const problems = findVenueProblems(venue)
    if (problems.length > 0) return { ok: false, problems }
    const duplicateOf = venue.force ? undefined : await findDuplicate(needs, venue)
    if (duplicateOf) return { ok: false, duplicateOf }
    const town = await nearestTown(needs)(venue)
    const id = needs.ids.next<PlaceId>()
    const name = cleanName(venue.name)
    const h35 = cellOf(venue, 5)
    if (!venue.private) await needs.vocabulary.learn([name])
    const place = await insertPlace(needs.db.sql, {
      id,
      source: 'user',
      sourceId: id,
      kind: 'venue',
      name,
      latitude: roundDegrees(venue.latitude),
      longitude: roundDegrees(venue.longitude),
      h39: cellOf(venue, 9),
      h35,
      words: lexemesOf([name], h35),
      category: venue.category ?? null,
      country: venue.address?.country ?? town?.country ?? null,
      region: town?.region ?? null,
      address: completeAddress(venue.address, town),
      sameAs: [],
      licence: null,
      uri: null,
      url: null,
      private: venue.private ?? false,
      createdBy: venue.createdBy,
    })
    return { ok: true, place }
  }

export function findVenueProblems(venue: NewVenue): VenueProblem[] {
  const problems: VenueProblem[] = []
  const name = cleanName(venue.name)
  if (name === '' || wordsOf(name).length === 0)
    problems.push({ field: 'name', problem: 'has no letter or digit' })
  if (Array.from(name).length > maxNameLength) {
    problems.push({ field: 'name', problem: `has more than ${maxNameLength} characters` })
  }
  if (!isPoint({ ...venue, longitude: 0 })) {
    problems.push({ field: 'latitude', problem: 'is not a number from -90 to 90' })
  }
  if (!isPoint({ ...venue, latitude: 0 })) {
    problems.push({ field: 'longitude', problem: 'is not a number from -180 to 180' })
  }
  if (venue.category !== undefined && !findCategory(venue.category)) {
    problems.push({ field: 'category', problem: 'is not a known category' })
  }
  const { country, ...lines } = venue.address ?? {}
  if (Object.values(lines).some((line) => line.length > maxAddressLength)) {
    problems.push({ field: 'address', problem: `has a line of more than ${maxAddressLength} characters` })
  }
  if (country !== undefined && !countryName(country)) {
    problems.push({ field: 'address', problem: 'has a country that is no ISO 3166-1 code' })
  }
  return problems
}

/** The disk of the point's cell and its neighbours covers at least 130 m. */
async function findDuplicate(needs: PlacesNeeds, venue: NewVenue): Promise<Place | undefined> {
  const around = await selectInCells9(needs.db.sql, cellsAround(venue, 9, 1), venue.createdBy, 2000)
  return around.find(
    (place) =>
      place.kind === 'venue' &&
      isSameName(place.name, venue.name) &&
      distanceMetres(place, venue) <= duplicateMetres,
  )
}

function completeAddress(address: PlaceAddress | undefined, town: Place | undefined): PlaceAddress | null {
  const complete: PlaceAddress = {
    ...(town && { locality: town.name, ...(town.country && { country: town.country }) }),
    ...Object.fromEntries(
      Object.entries(address ?? {})
        .map(([line, text]) => [line, cleanName(text)])
        .filter(([, text]) => text !== ''),
    ),
  }
  return Object.keys(complete).length > 0 ? complete : null
}

/** Six decimals are 11 cm. */
function roundDegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}
