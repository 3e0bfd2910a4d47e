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

/** Adds to counters, in order of account so that concurrent batches never deadlock. */
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
  const sorted = [...changes].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
  for (const change of sorted) {
    await sql`
      insert into account_counters as c (account_id, posts, followers, following, last_post_at)
      values (
        ${change.accountId}, greatest(0, ${change.posts ?? 0}), greatest(0, ${change.followers ?? 0}),
        greatest(0, ${change.following ?? 0}), ${change.lastPostAt ?? null}
      )
      on conflict (account_id) do update
      set posts = greatest(0, c.posts + ${change.posts ?? 0}),
          followers = greatest(0, c.followers + ${change.followers ?? 0}),
          following = greatest(0, c.following + ${change.following ?? 0}),
          last_post_at = greatest(c.last_post_at, excluded.last_post_at)
    `
  }
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
