import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AccountCounters, AccountId } from './account.ts'

type Runner = Sql | TransactionSql

/** The only SQL on account_counters. */
export async function selectCounters(
  sql: Runner,
  ids: readonly AccountId[],
): Promise<(AccountCounters & { accountId: AccountId })[]> {
  if (ids.length === 0) return []
  return sql<(AccountCounters & { accountId: AccountId })[]>`
    select account_id, posts, followers, following, last_post_at
    from account_counters
    where account_id = any(${[...ids]}::bigint[])
  `
}

/** Adds to counters in one statement, in order of account so that concurrent batches never deadlock. */
export async function addToCounters(
  sql: Runner,
  changes: readonly {
    accountId: AccountId
    posts?: number
    followers?: number
    following?: number
    lastPostAt?: Date
  }[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ accountId, posts, followers, following, lastPostAt }) => ({
    account_id: accountId,
    posts: posts ?? 0,
    followers: followers ?? 0,
    following: following ?? 0,
    last_post_at: lastPostAt?.toISOString() ?? null,
  }))
  await sql`
    with change as (
      select account_id, sum(posts)::int as posts, sum(followers)::int as followers,
        sum(following)::int as following, max(last_post_at) as last_post_at
      from jsonb_to_recordset(${sql.json(rows)})
        as row (account_id bigint, posts int, followers int, following int, last_post_at timestamptz)
      group by account_id
    )
    insert into account_counters as c (account_id, posts, followers, following, last_post_at)
    select account_id, greatest(0, posts), greatest(0, followers), greatest(0, following), last_post_at
    from change
    order by account_id
    on conflict (account_id) do update
    set (posts, followers, following, last_post_at) = (
      select greatest(0, c.posts + x.posts), greatest(0, c.followers + x.followers),
        greatest(0, c.following + x.following), greatest(c.last_post_at, x.last_post_at)
      from change as x
      where x.account_id = c.account_id
    )
  `
}

export interface RemoteCounts {
  readonly posts: number | undefined
  readonly followers: number | undefined
  readonly following: number | undefined
}

/** Sets the counters of an account elsewhere; undefined leaves one as it is. */
export async function saveRemoteCounts(
  sql: Runner,
  accountId: AccountId,
  { posts, followers, following }: RemoteCounts,
): Promise<void> {
  await sql`
    update account_counters
    set posts = coalesce(${posts ?? null}, posts),
        followers = coalesce(${followers ?? null}, followers),
        following = coalesce(${following ?? null}, following)
    where account_id = ${accountId}
  `
}
