import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Id } from '#platform/ids/index.ts'

/** The only SQL on trips. */
type Runner = Sql | TransactionSql

export type TripId = Id<'trip'>

/** A town where somebody will be, from one day to another. */
export interface Trip {
  readonly id: TripId
  readonly accountId: AccountId
  readonly placeId: PlaceId
  /** `2026-12-03`, as the calendar there has it. */
  readonly startsOn: string
  readonly endsOn: string
  /** Whether friends who will be there, too, may learn of it. */
  readonly shared: boolean
}

export async function insertTrip(sql: Runner, trip: Trip): Promise<void> {
  await sql`
    insert into trips ${sql({
      id: trip.id,
      account_id: trip.accountId,
      place_id: trip.placeId,
      starts_on: trip.startsOn,
      ends_on: trip.endsOn,
      shared: trip.shared,
    })}
  `
}

/** Trips of people that are not over on a day, the next first. Uses trips_account. */
export async function selectTrips(
  sql: Runner,
  accountIds: readonly AccountId[],
  { from, onlyShared }: { from: string; onlyShared: boolean },
  limit: number,
): Promise<Trip[]> {
  return sql<Trip[]>`
    select id, account_id, place_id, starts_on::text as starts_on, ends_on::text as ends_on, shared
    from trips
    where account_id = any(${[...accountIds]}::bigint[]) and ends_on >= ${from}::date
      ${onlyShared ? sql`and shared` : sql``}
    order by starts_on, id
    limit ${limit}
  `
}

export async function deleteTrip(sql: Runner, id: TripId, accountId: AccountId): Promise<boolean> {
  const gone = await sql`delete from trips where id = ${id} and account_id = ${accountId}`
  return gone.count > 0
}

/** Uses trips_account. */
export async function deleteTripsOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from trips where account_id = any(${[...accountIds]}::bigint[])`
}

/** Uses trips_account. */
export async function keepTripsToSelf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`update trips set shared = false where account_id = ${accountId} and shared`
}

/** Uses trips_place. */
export async function moveTrips(
  sql: Runner,
  { fromId, intoId }: { fromId: PlaceId; intoId: PlaceId },
): Promise<void> {
  await sql`update trips set place_id = ${intoId} where place_id = ${fromId}`
}
