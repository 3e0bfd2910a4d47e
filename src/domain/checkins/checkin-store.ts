import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { Checkin, NewCheckin } from './checkin.ts'

/** SQL on checkins; what makes them show less is in fade-store. */
type Runner = Sql | TransactionSql

export const checkinColumns = [
  'post_id',
  'account_id',
  'place_id',
  'precision',
  'shown',
  'layers',
  'verified',
  'counted',
  'arrived_at',
  'left_at',
  'companions',
]

/** Writes the check-in of a post, or replaces it when the post was edited. */
export async function insertCheckin(
  sql: Runner,
  checkin: NewCheckin & { readonly postId: PostId; readonly accountId: AccountId },
): Promise<void> {
  const row = {
    place_id: checkin.placeId,
    precision: checkin.precision,
    shown: sql.json(checkin.shown as never),
    layers: checkin.layers && sql.json(checkin.layers as never),
    shown_place_id: checkin.shownPlaceId,
    shown_h3_9: checkin.shownH39,
    shown_h3_5: checkin.shownH35,
    verified: checkin.verified,
    counted: checkin.counted,
    arrived_at: checkin.arrivedAt,
    ...(checkin.leftAt && { left_at: checkin.leftAt }),
    fade_at: checkin.fadeAt,
  }
  await sql`
    insert into checkins ${sql({ post_id: checkin.postId, account_id: checkin.accountId, ...row })}
    on conflict (post_id) do update set ${sql(row)}
  `
}

/** @returns the places that lose a counted check-in. */
export async function deleteCheckins(sql: Runner, postIds: readonly PostId[]): Promise<PlaceId[]> {
  const gone = await sql<{ shownPlaceId: PlaceId; counted: boolean }[]>`
    delete from checkins where post_id = any(${[...postIds]}::bigint[]) returning shown_place_id, counted
  `
  return gone.filter((row) => row.counted).map((row) => row.shownPlaceId)
}

export async function selectByPosts(sql: Runner, postIds: readonly PostId[]): Promise<Checkin[]> {
  if (postIds.length === 0) return []
  return sql<Checkin[]>`
    select ${sql(checkinColumns)} from checkins where post_id = any(${[...postIds]}::bigint[])
  `
}

/** The places that the counted check-ins among these posts show. */
export async function selectCountedPlaces(sql: Runner, postIds: readonly PostId[]): Promise<PlaceId[]> {
  const rows = await sql<{ shownPlaceId: PlaceId }[]>`
    select shown_place_id from checkins where post_id = any(${[...postIds]}::bigint[]) and counted
  `
  return rows.map((row) => row.shownPlaceId)
}

/** Somebody's check-ins, newest first. Uses checkins_account. */
export async function listAccountPosts(sql: Runner, accountId: AccountId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select post_id as id from checkins where account_id = ${accountId} ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

/** Posts that show a place. Uses checkins_place. */
export async function listPlacePosts(
  sql: Runner,
  placeId: PlaceId,
  { onlyMedia = false, ...page }: Page & { readonly onlyMedia?: boolean | undefined },
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select c.post_id from checkins as c
    where c.shown_place_id = ${placeId}
      ${onlyMedia ? sql`and exists (select from posts as p where p.id = c.post_id and p.has_media)` : sql``}
      ${keyset(sql, 'c.post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

/**
 * Posts that show a place in one of the cells: the newest of each cell, then of all of them. One probe of
 * checkins_h3_9 or checkins_h3_5 a cell, however many posts a cell has.
 */
export async function listCellPosts(
  sql: Runner,
  column: 'shown_h3_9' | 'shown_h3_5',
  cells: readonly string[],
  page: Page,
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id
    from unnest(${[...cells]}::bigint[]) as around (cell)
    cross join lateral (
      select post_id from checkins where ${sql(column)} = around.cell ${keyset(sql, 'post_id', page)}
    ) as here
    where true ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

const maxCounted = 10_000

/** Counted check-ins of places and the people behind them, from 10,000 each at most. Index-only: checkins_counted. */
export async function countCounted(
  sql: Runner,
  placeIds: readonly PlaceId[],
): Promise<{ placeId: PlaceId; count: number; people: number }[]> {
  if (placeIds.length === 0) return []
  return sql<{ placeId: PlaceId; count: number; people: number }[]>`
    select place.id as place_id, counted.count, counted.people
    from unnest(${[...placeIds]}::bigint[]) as place (id)
    cross join lateral (
      select count(*)::int as count, count(distinct account_id)::int as people
      from (select account_id from checkins where shown_place_id = place.id and counted limit ${maxCounted}) as few
    ) as counted
  `
}

/** @returns false when there is no such check-in, or it has ended before. */
export async function updateLeft(
  sql: Runner,
  { postId, accountId, at }: { postId: PostId; accountId: AccountId; at: Date },
): Promise<boolean> {
  const done = await sql`
    update checkins set left_at = greatest(arrived_at, ${at})
    where post_id = ${postId} and account_id = ${accountId} and left_at is null
  `
  return done.count > 0
}

/** Check-ins at a place that nobody has ended since a moment, the newest first. Uses checkins_here. */
export async function selectPresent(
  sql: Runner,
  placeId: PlaceId,
  since: Date,
  limit: number,
): Promise<Checkin[]> {
  return sql<Checkin[]>`
    select ${sql(checkinColumns)} from checkins
    where place_id = ${placeId} and arrived_at > ${since} and left_at is null
    order by arrived_at desc
    limit ${limit}
  `
}

/** An account's latest check-ins at places that it chose. Uses checkins_account. */
export async function selectVisits(
  sql: Runner,
  accountId: AccountId,
  limit: number,
): Promise<{ placeId: PlaceId; arrivedAt: Date }[]> {
  const rows = await sql<{ placeId: PlaceId | null; arrivedAt: Date }[]>`
    select place_id, arrived_at from checkins where account_id = ${accountId} order by post_id desc limit ${limit}
  `
  return rows.flatMap(({ placeId, arrivedAt }) => (placeId ? [{ placeId, arrivedAt }] : []))
}

/** Check-ins of an account that a place was chosen for, the newest first. Uses checkins_account. */
export async function selectOwnPostIds(
  sql: Runner,
  accountId: AccountId,
  before: PostId | undefined,
  limit: number,
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from checkins
    where account_id = ${accountId} ${before ? sql`and post_id < ${before}` : sql``}
    order by post_id desc
    limit ${limit}
  `
  return rows.map((row) => row.postId)
}

/**
 * Makes every check-in at one place one at another. What its author and others see keeps the name that the place had then,
 * and leads to the new one. Uses checkins_here and checkins_place.
 * @returns the posts
 */
export async function movePlace(
  sql: Runner,
  { fromId, intoId }: { fromId: PlaceId; intoId: PlaceId },
): Promise<PostId[]> {
  // jsonb is written in one form, and quotes within texts are escaped: this meets only the member itself.
  const [from, into] = [`"placeId": "${fromId}"`, `"placeId": "${intoId}"`]
  const rows = await sql<{ postId: PostId }[]>`
    update checkins
    set place_id = case when place_id = ${fromId} then ${intoId} else place_id end,
        shown_place_id = case when shown_place_id = ${fromId} then ${intoId} else shown_place_id end,
        shown = replace(shown::text, ${from}, ${into})::jsonb,
        layers = replace(layers::text, ${from}, ${into})::jsonb
    where place_id = ${fromId} or shown_place_id = ${fromId}
    returning post_id
  `
  return rows.map((row) => row.postId)
}
