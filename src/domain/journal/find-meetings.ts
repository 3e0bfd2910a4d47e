import { type AccountId, isActive } from '#domain/accounts/index.ts'
import { distanceMetres, type Place } from '#domain/places/index.ts'
import { findWilling } from './find-crossings.ts'
import type { JournalNeeds } from './needs.ts'
import { selectTrips, type TripId } from './trip-store.ts'
import { type PlannedTrip, today, withTowns } from './trips.ts'

/** A friend will be in the same town on the same days. */
export interface Meeting {
  readonly friendId: AccountId
  readonly ownTripId: TripId
  /** Where the viewer will be: which suburb the friend has chosen is not said. */
  readonly town: Place
  /** The days in common, as `2026-12-03`. */
  readonly from: string
  readonly until: string
}

/** The gazetteer has suburbs: one city is what a metro reaches. */
const cityMetres = 25_000
const maxTrips = 2000
const maxOwn = 20

/**
 * Who of the viewer's friends will be in the same city on the same days: mutual followers who both want to know of
 * crossed paths, and who both let friends know of the trip. Both learn the same, and nothing of the other's trip but the
 * days in common. The next first.
 */
export const findMeetings =
  (needs: JournalNeeds) =>
  async (viewerId: AccountId): Promise<Meeting[]> => {
    const friendIds = await findWilling(needs, viewerId)
    if (friendIds.length === 0) return []
    const wish = { from: today(needs), onlyShared: true }
    const own = await withTowns(needs, await selectTrips(needs.db.sql, [viewerId], wish, maxOwn))
    if (own.length === 0) return []
    const [trips, friends] = await Promise.all([
      selectTrips(needs.db.sql, friendIds, wish, maxTrips),
      needs.accounts.findAccounts(friendIds),
    ])
    const theirs = (await withTowns(needs, trips)).filter(({ trip }) => {
      const friend = friends.get(trip.accountId)
      return friend !== undefined && isActive(friend)
    })
    return own
      .flatMap((mine) => theirs.flatMap((other) => meet(mine, other) ?? []))
      .sort((a, b) => a.from.localeCompare(b.from))
  }

function meet(mine: PlannedTrip, other: PlannedTrip): Meeting | undefined {
  const from = later(mine.trip.startsOn, other.trip.startsOn)
  const until = mine.trip.endsOn < other.trip.endsOn ? mine.trip.endsOn : other.trip.endsOn
  if (from > until || distanceMetres(mine.town, other.town) > cityMetres) return undefined
  return { friendId: other.trip.accountId, ownTripId: mine.trip.id, town: mine.town, from, until }
}

function later(a: string, b: string): string {
  return a > b ? a : b
}
