import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import { parseId } from '#platform/ids/index.ts'
import type { FoundVenue, FoundVisit, HistorySource } from './history.ts'
import { saveVenue, selectVenue } from './imported-store.ts'
import type { HistoriesNeeds } from './needs.ts'

/** Where places come from that have the ids of a source. */
const placeSources: Readonly<Record<HistorySource, string | undefined>> = {
  swarm: 'foursquare',
  google: undefined,
  gpx: undefined,
  cairn: undefined,
}

/** Venues of one import, by what the source calls them. */
export type KnownVenues = Map<string, PlaceId>

/**
 * Finds the venue that a visit means: the source's own id among the venues here, then one of the same name next to it,
 * then a private venue that is made for it. Each is remembered, so that all visits of a venue go to one place.
 * @returns undefined where the file tells neither an id that is known nor a point
 */
export async function findVenue(
  needs: HistoriesNeeds,
  accountId: AccountId,
  { source, venue }: Pick<FoundVisit, 'source' | 'venue'>,
  known: KnownVenues,
): Promise<PlaceId | undefined> {
  const key = venue.sourceId === null ? undefined : { accountId, source, sourceId: venue.sourceId }
  if (!key) return makeVenue(needs, accountId, venue)
  const remembered = known.get(key.sourceId)
  if (remembered) return remembered
  const placeId =
    (await findBySource(needs, accountId, key)) ??
    (await findRemembered(needs, key)) ??
    (await makeVenue(needs, accountId, venue))
  if (placeId === undefined) return undefined
  known.set(key.sourceId, placeId)
  await saveVenue(needs.db.sql, { ...key, placeId })
  return placeId
}

type Key = Parameters<typeof selectVenue>[1]

async function findBySource(
  needs: HistoriesNeeds,
  accountId: AccountId,
  key: Key,
): Promise<PlaceId | undefined> {
  if (key.source === 'cairn') return findByAddress(needs, accountId, key.sourceId)
  const source = placeSources[key.source]
  const place = source === undefined ? undefined : await needs.places.findBySource(source, key.sourceId)
  // A merged venue is the one that it was merged into.
  return place && (await needs.places.findPlace(place.id, accountId))?.id
}

/** A place of this server, or of another one that is known here. */
async function findByAddress(
  needs: HistoriesNeeds,
  accountId: AccountId,
  address: string,
): Promise<PlaceId | undefined> {
  const own = address.startsWith(`${needs.origin}/places/`)
    ? address.slice(needs.origin.length + 8)
    : undefined
  const id = own === undefined ? undefined : parseId<PlaceId>(/^\d{1,19}/.exec(own)?.[0])
  const known = id === undefined ? await needs.places.findByUri(address) : { id }
  return known && (await needs.places.findPlace(known.id, accountId))?.id
}

async function findRemembered(needs: HistoriesNeeds, key: Key): Promise<PlaceId | undefined> {
  const placeId = await selectVenue(needs.db.sql, key)
  return placeId === undefined ? undefined : (await needs.places.findPlace(placeId, key.accountId))?.id
}

async function makeVenue(
  needs: HistoriesNeeds,
  accountId: AccountId,
  { name, category, latitude, longitude }: FoundVenue,
): Promise<PlaceId | undefined> {
  if (latitude === null || longitude === null) return undefined
  const point = { latitude, longitude }
  const made = await needs.places.createVenue({
    ...point,
    name: name ?? (await nameOf(needs, point)),
    ...(category !== null && { category }),
    private: true,
    createdBy: accountId,
  })
  if (made.ok) return made.place.id
  return 'duplicateOf' in made ? made.duplicateOf.id : undefined
}

/** A stay that nobody named. */
async function nameOf(
  needs: HistoriesNeeds,
  point: { latitude: number; longitude: number },
): Promise<string> {
  const town = await needs.places.nearestTown(point)
  return town ? `Somewhere in ${town.name}`.slice(0, 100) : 'Somewhere'
}
