import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Checkin, NewCheckin } from './checkin.ts'
import { checkinColumns } from './checkin-store.ts'

type Runner = Sql | TransactionSql

/** SQL on checkins that makes them show less as they age. Lets an account's check-ins be looked at from an age on. */
export async function scheduleFading(
  sql: Runner,
  accountId: AccountId,
  afterDays: number | null,
): Promise<void> {
  await sql`
    update checkins set fade_at = arrived_at + make_interval(days => ${afterDays}::int)
    where account_id = ${accountId} and place_id is not null
  `
}

/** Lets an account's check-ins at these places be looked at as soon as possible. */
export async function scheduleFadingAt(
  sql: Runner,
  accountId: AccountId,
  placeIds: readonly PlaceId[],
  at: Date,
): Promise<number> {
  const found = await sql`
    update checkins set fade_at = ${at}
    where account_id = ${accountId} and place_id = any(${[...placeIds]}::bigint[])
  `
  return found.count
}

/** Locks due check-ins that nobody else is at. Uses checkins_fade. */
export async function lockDue(sql: Runner, now: Date, limit: number): Promise<Checkin[]> {
  return sql<Checkin[]>`
    select ${sql(checkinColumns)} from checkins
    where fade_at <= ${now}
    order by fade_at
    limit ${limit}
    for update skip locked
  `
}

/** Places where an account was, each once. */
export async function selectOwnPlaces(sql: Runner, accountId: AccountId, limit: number): Promise<PlaceId[]> {
  const rows = await sql<{ placeId: PlaceId }[]>`
    select distinct place_id from checkins
    where account_id = ${accountId} and place_id is not null
    limit ${limit}
  `
  return rows.map((row) => row.placeId)
}

export async function updateShown(
  sql: Runner,
  postId: PostId,
  now: Pick<
    NewCheckin,
    'precision' | 'shown' | 'layers' | 'shownPlaceId' | 'shownH39' | 'shownH35' | 'counted' | 'fadeAt'
  >,
): Promise<void> {
  await sql`
    update checkins set ${sql({
      precision: now.precision,
      shown: sql.json(now.shown as never),
      layers: now.layers && sql.json(now.layers as never),
      shown_place_id: now.shownPlaceId,
      shown_h3_9: now.shownH39,
      shown_h3_5: now.shownH35,
      counted: now.counted,
      fade_at: now.fadeAt,
    })}
    where post_id = ${postId}
  `
}

export async function updateFadeAt(sql: Runner, postId: PostId, fadeAt: Date | null): Promise<void> {
  await sql`update checkins set fade_at = ${fadeAt} where post_id = ${postId}`
}

/** Takes a check-in out of every list and number; it stays with its author. */
export async function unlist(sql: Runner, postIds: readonly PostId[]): Promise<PlaceId[]> {
  const counted = await sql<{ shownPlaceId: PlaceId }[]>`
    select shown_place_id from checkins where post_id = any(${[...postIds]}::bigint[]) and counted
  `
  await sql`
    update checkins
    set shown_place_id = null, shown_h3_9 = null, shown_h3_5 = null, counted = false, layers = null, fade_at = null
    where post_id = any(${[...postIds]}::bigint[])
  `
  return counted.map((row) => row.shownPlaceId)
}
