import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { cellsAround, isPoint, type Place, type Point, placeMerged } from '#domain/places/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { findCrossings } from './find-crossings.ts'
import { findMeetings } from './find-meetings.ts'
import { findFriendsLatest, rankFriends } from './friends.ts'
import { selectTrends } from './game-store.ts'
import { findMayor, listCrowns } from './mayors.ts'
import type { JournalNeeds } from './needs.ts'
import { drawOwnMap } from './own-map.ts'
import { deleteSharedOf } from './review-store.ts'
import { reviewYear } from './review-year.ts'
import { endSharing, findShared, openShared, shareReview } from './share-review.ts'
import { summarise } from './summarise.ts'
import { deleteTrip, deleteTripsOf, keepTripsToSelf, moveTrips, type TripId } from './trip-store.ts'
import { listTrips, planTrip } from './trips.ts'
import { selectAnniversaries, selectDays, selectVisits, type Visit, type VisitFilter } from './visit-store.ts'

export type { Crossing } from './find-crossings.ts'
export type { Rank } from './friends.ts'
export type { Mayor } from './mayors.ts'
export type { MapPoint } from './own-map.ts'
export type { SharedReview } from './review-store.ts'
export type { Review } from './review-year.ts'
export { spanOfYear } from './span-of-year.ts'
export type { Summary } from './summarise.ts'
export type { TripId } from './trip-store.ts'
export type { PlannedTrip, PlanTripOutcome } from './trips.ts'
export type { DayTotal, Span, Visit, VisitFilter } from './visit-store.ts'

/** What people remember of where they were, and the games among friends that follow from it. */
export interface Journal {
  /** Own visits, the latest first. */
  listVisits(accountId: AccountId, filter: VisitFilter, limit: number): Promise<Visit[]>
  listDays: (...of: DropSql<typeof selectDays>) => ReturnType<typeof selectDays>
  /** Visits on this day of earlier years. */
  listAnniversaries(accountId: AccountId, timeZone: string): Promise<Visit[]>
  summarise: ReturnType<typeof summarise>
  drawOwnMap: ReturnType<typeof drawOwnMap>
  findMayor: ReturnType<typeof findMayor>
  listCrowns: ReturnType<typeof listCrowns>
  rankFriends: ReturnType<typeof rankFriends>
  findFriendsLatest: ReturnType<typeof findFriendsLatest>
  findCrossings: ReturnType<typeof findCrossings>
  planTrip: ReturnType<typeof planTrip>
  listTrips: ReturnType<typeof listTrips>
  /** @returns whether there was such a trip of theirs */
  cancelTrip(id: TripId, accountId: AccountId): Promise<boolean>
  /** Lets no friend know of any trip of an account any more. */
  keepTripsToSelf(accountId: AccountId): Promise<void>
  findMeetings: ReturnType<typeof findMeetings>
  reviewYear: ReturnType<typeof reviewYear>
  shareReview: ReturnType<typeof shareReview>
  endSharing: ReturnType<typeof endSharing>
  findShared: ReturnType<typeof findShared>
  openShared: ReturnType<typeof openShared>
  /** Venues where more happens today than usually there; everywhere, or around a point. */
  listTrends(
    near: Point | undefined,
    limit: number,
  ): Promise<{ place: Place; people: number; rise: number }[]>
  readonly reactions: readonly Reaction[]
}

type DropSql<F> = F extends (sql: never, ...rest: infer Rest) => unknown ? Rest : never

const maxAnniversaries = 100
const dayMs = 86_400_000

export function defineJournal(needs: JournalNeeds): Journal {
  const { sql } = needs.db
  return {
    listVisits: (accountId, filter, limit) => selectVisits(sql, accountId, filter, limit),
    listDays: (accountId, span) => selectDays(sql, accountId, span),
    listAnniversaries: (accountId, timeZone) =>
      selectAnniversaries(sql, accountId, { timeZone, today: new Date(needs.clock.now()) }, maxAnniversaries),
    summarise: summarise(needs),
    drawOwnMap: drawOwnMap(needs),
    findMayor: findMayor(needs),
    listCrowns: listCrowns(needs),
    rankFriends: rankFriends(needs),
    findFriendsLatest: findFriendsLatest(needs),
    findCrossings: findCrossings(needs),
    planTrip: planTrip(needs),
    listTrips: listTrips(needs),
    cancelTrip: (id, accountId) => deleteTrip(sql, id, accountId),
    keepTripsToSelf: (accountId) => keepTripsToSelf(sql, accountId),
    findMeetings: findMeetings(needs),
    reviewYear: reviewYear(needs),
    shareReview: shareReview(needs),
    endSharing: endSharing(needs),
    findShared: findShared(needs),
    openShared: openShared(needs),
    listTrends: (near, limit) => listTrends(needs, near, limit),
    reactions: [
      on(accountDeleted, async (events, tx) => {
        const accountIds = events.map(({ data }) => data.accountId)
        await deleteSharedOf(tx.sql, accountIds)
        await deleteTripsOf(tx.sql, accountIds)
      }),
      on(placeMerged, async (events, tx) => {
        for (const { data } of events) await moveTrips(tx.sql, data)
      }),
    ],
  }
}

/** The cells of resolution 5 around a point reach some 40 km. */
const trendRing = 2

async function listTrends(needs: JournalNeeds, near: Point | undefined, limit: number) {
  const until = new Date(needs.clock.now())
  const cells = near && isPoint(near) ? cellsAround(near, 5, trendRing) : undefined
  const from = new Date(until.getTime() - dayMs)
  const trends = await selectTrends(needs.db.sql, { from, until, cells }, limit)
  const places = await needs.places.findPlaces(trends.map((trend) => trend.placeId))
  return trends.flatMap(({ placeId, people, rise }) => {
    const place = places.get(placeId)
    return place ? [{ place, people, rise }] : []
  })
}
