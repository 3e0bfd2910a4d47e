import type { AccountId } from '#domain/accounts/index.ts'
import type { Place, PlaceId } from '#domain/places/index.ts'
import { createBoundedMap } from '#platform/cache/index.ts'
import type { JournalNeeds } from './needs.ts'
import { insertTrip, selectTrips, type Trip, type TripId } from './trip-store.ts'

/** Where somebody will be. */
export interface PlannedTrip {
  readonly trip: Trip
  readonly town: Place
}

export type PlanTripOutcome =
  | { readonly ok: true; readonly planned: PlannedTrip }
  | { readonly ok: false; readonly because: 'no_town' | 'no_days' | 'too_long' | 'too_far_off' | 'too_many' }

const dayMs = 86_400_000
/** Whoever could plan to be everywhere always would learn where everybody will be. */
const maxDays = 60
const maxAheadDays = 731
const maxTrips = 20

/**
 * Plans a trip to a town, never to anywhere more exact.
 * @param wanted days as `2026-12-03`; the last one is not over yet
 */
export const planTrip = (needs: JournalNeeds) => {
  const isPatient = createPatience(needs.clock)
  return async (wanted: Omit<Trip, 'id'>): Promise<PlanTripOutcome> => {
    const [from, until] = [dayOf(wanted.startsOn), dayOf(wanted.endsOn)]
    if (from === undefined || until === undefined || until < from) return { ok: false, because: 'no_days' }
    if (wanted.endsOn < today(needs)) return { ok: false, because: 'no_days' }
    if (until - from >= maxDays * dayMs) return { ok: false, because: 'too_long' }
    if (until - needs.clock.now() > maxAheadDays * dayMs) return { ok: false, because: 'too_far_off' }
    const [town, own] = await Promise.all([
      findTown(needs, wanted.placeId),
      listTrips(needs)(wanted.accountId),
    ])
    if (!town) return { ok: false, because: 'no_town' }
    if (own.length >= maxTrips || !isPatient(wanted.accountId)) return { ok: false, because: 'too_many' }
    const trip: Trip = { ...wanted, id: needs.ids.next<TripId>(), placeId: town.id }
    await insertTrip(needs.db.sql, trip)
    return { ok: true, planned: { trip, town } }
  }
}

const mostInARow = 40
const anotherEveryMs = 6 * 3_600_000

/**
 * Whoever cancels trips and plans others looks for friends from town to town, however few may be planned at once. Kept in this
 * process's memory, by the generic cell rate algorithm (ITU-T I.371).
 */
function createPatience(clock: JournalNeeds['clock']): (accountId: AccountId) => boolean {
  const fullAt = createBoundedMap<AccountId, number>(20_000)
  return (accountId) => {
    const now = clock.now()
    const full = Math.max(fullAt.get(accountId) ?? now, now)
    if (full - now > (mostInARow - 1) * anotherEveryMs) return false
    fullAt.set(accountId, full + anotherEveryMs)
    return true
  }
}

/** Own trips that are not over, the next first. */
export const listTrips =
  (needs: Pick<JournalNeeds, 'db' | 'clock' | 'places'>) =>
  async (accountId: AccountId): Promise<PlannedTrip[]> => {
    const from = today(needs)
    const trips = await selectTrips(needs.db.sql, [accountId], { from, onlyShared: false }, maxTrips)
    return withTowns(needs, trips)
  }

export async function withTowns(
  needs: Pick<JournalNeeds, 'places'>,
  trips: readonly Trip[],
): Promise<PlannedTrip[]> {
  const towns = await needs.places.findPlaces([...new Set(trips.map(({ placeId }) => placeId))])
  return trips.flatMap((trip) => {
    const town = towns.get(trip.placeId)
    return town ? [{ trip, town }] : []
  })
}

/** Somewhere on Earth it is still yesterday: a trip is over when it is over everywhere. */
export function today({ clock }: Pick<JournalNeeds, 'clock'>): string {
  return new Date(clock.now() - dayMs / 2).toISOString().slice(0, 10)
}

async function findTown(needs: JournalNeeds, placeId: PlaceId): Promise<Place | undefined> {
  const town = (await needs.places.findPlaces([placeId])).get(placeId)
  return town?.kind === 'town' ? town : undefined
}

function dayOf(text: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time
}
