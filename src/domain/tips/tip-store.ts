import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { Tip } from './tip.ts'

/** The only SQL on tips. */
type Runner = Sql | TransactionSql

const columns = ['post_id', 'account_id', 'place_id', 'shown']

/** Writes a tip, or replaces it when its post was edited. */
export async function saveTip(sql: Runner, { postId, accountId, placeId, shown }: Tip): Promise<void> {
  const row = { place_id: placeId, shown: sql.json(shown as never) }
  await sql`
    insert into tips ${sql({ post_id: postId, account_id: accountId, ...row })}
    on conflict (post_id) do update set ${sql(row)}
  `
}

/** Uses the primary key. */
export async function selectTips(sql: Runner, postIds: readonly PostId[]): Promise<Tip[]> {
  if (postIds.length === 0) return []
  return sql<Tip[]>`select ${sql(columns)} from tips where post_id = any(${[...postIds]}::bigint[])`
}

export async function deleteTips(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`delete from tips where post_id = any(${[...postIds]}::bigint[])`
}

/** Uses tips_place. */
export async function listPlaceTips(sql: Runner, placeId: PlaceId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from tips where place_id = ${placeId} ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

/** Somebody's tips, newest first. Uses tips_account. */
export async function listAccountTips(sql: Runner, accountId: AccountId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from tips where account_id = ${accountId} ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

/** What is looked at for the most useful ones: older advice than that may be out of date anyway. */
const maxRanked = 1000

/** The most liked of a place's latest thousand first, of equals the newest. Uses tips_place and post_counters_pkey. */
export async function listUsefulTips(sql: Runner, placeId: PlaceId, limit: number): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select latest.post_id
    from (
      select post_id from tips where place_id = ${placeId} order by post_id desc limit ${maxRanked}
    ) as latest
    left join post_counters as counters on counters.post_id = latest.post_id
    order by greatest(counters.likes, counters.remote_likes, 0) desc, latest.post_id desc
    limit ${limit}
  `
  return rows.map((row) => row.postId)
}

/**
 * Makes every tip about one place one about another. What is shown keeps the name that the place had then, and leads to
 * the new one. Uses tips_place. @returns the posts
 */
export async function moveTips(
  sql: Runner,
  { fromId, intoId }: { fromId: PlaceId; intoId: PlaceId },
): Promise<PostId[]> {
  // jsonb is written in one form, and quotes within texts are escaped: this meets only the member itself.
  const [from, into] = [`"placeId": "${fromId}"`, `"placeId": "${intoId}"`]
  const rows = await sql<{ postId: PostId }[]>`
    update tips set place_id = ${intoId}, shown = replace(shown::text, ${from}, ${into})::jsonb
    where place_id = ${fromId}
    returning post_id
  `
  return rows.map((row) => row.postId)
}
