import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on inbox_seen: hashes of what came in, and of what became of it. @returns whether it is new. */
export async function insertSeen(sql: Runner, hash: Buffer): Promise<boolean> {
  const inserted = await sql`
    insert into inbox_seen (activity_hash) values (${hash}) on conflict (activity_hash) do nothing
  `
  return inserted.count === 1
}

/**
 * Many at once, in the order of their hashes, lest two such transactions deadlock. To be awaited, or to stand in another
 * statement. Returns the keys that are new, in hexadecimal.
 */
export function insertAllSeen(sql: Runner, hashes: readonly string[]) {
  return sql`
    insert into inbox_seen (activity_hash)
    select decode(hash, 'hex') from unnest(${[...hashes]}::text[]) as came (hash) order by hash
    on conflict (activity_hash) do nothing
    returning encode(activity_hash, 'hex') as key
  `
}

export async function isSeen(sql: Runner, hash: Buffer): Promise<boolean> {
  const rows = await sql`select 1 from inbox_seen where activity_hash = ${hash}`
  return rows.length > 0
}

/** @returns those that are there, in hexadecimal */
export async function selectSeen(sql: Runner, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ hash: string }[]>`
    select encode(activity_hash, 'hex') as hash
    from inbox_seen
    where activity_hash in (select decode(one, 'hex') from unnest(${[...hashes]}::text[]) as one)
  `
  return new Set(rows.map((row) => row.hash))
}

/** @returns those that were there, in hexadecimal */
export async function deleteAllSeen(sql: Runner, hashes: readonly string[]): Promise<Set<string>> {
  const deleted = await sql<{ hash: string }[]>`
    delete from inbox_seen
    where activity_hash in (select decode(one, 'hex') from unnest(${[...hashes]}::text[]) as one)
    returning encode(activity_hash, 'hex') as hash
  `
  return new Set(deleted.map((row) => row.hash))
}

/** Uses inbox_seen_age. At most 10,000 a call. @returns how many were deleted. */
export async function pruneSeen(sql: Runner, days: number): Promise<number> {
  const pruned = await sql`
    delete from inbox_seen
    where activity_hash in (
      select activity_hash
      from inbox_seen
      where received_at < now() - make_interval(days => ${days})
      order by received_at
      limit 10000
    )
  `
  return pruned.count
}

/** An account's like by the id of its activity, or of a post. Uses the primary key or likes_mine. */
export async function selectLike(
  sql: Runner,
  like: { accountId: string; uri: string } | { accountId: string; postId: string },
): Promise<{ postId: string; uri: string | null } | undefined> {
  const which = 'uri' in like ? sql`uri = ${like.uri}` : sql`post_id = ${like.postId}`
  const [found] = await sql<{ postId: string; uri: string | null }[]>`
    select post_id, uri from likes where account_id = ${like.accountId} and ${which} limit 1
  `
  return found
}

/** A block of an account's, by whom it is against or by the id of its activity. Uses the primary key. */
export async function selectBlock(
  sql: Runner,
  block: { blockerId: string; uri: string } | { blockerId: string; blockedId: string },
): Promise<{ blockedId: string; uri: string | null } | undefined> {
  const which = 'uri' in block ? sql`uri = ${block.uri}` : sql`blocked_id = ${block.blockedId}`
  const [found] = await sql<{ blockedId: string; uri: string | null }[]>`
    select blocked_id, uri from blocks where blocker_id = ${block.blockerId} and ${which} limit 1
  `
  return found
}
