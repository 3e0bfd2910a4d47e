import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Poll } from './poll.ts'

/** The only SQL on polls and poll_votes. */
type Runner = Sql | TransactionSql

const columns = [
  'post_id',
  'account_id',
  'local',
  'options',
  'tallies',
  'voters',
  'multiple',
  'hide_totals',
  'expires_at',
  'closed_at',
  'fetched_at',
]

/** Writes the poll of a post, or replaces it when the post was edited. */
export async function savePoll(sql: Runner, poll: Poll): Promise<void> {
  const row = {
    options: [...poll.options],
    tallies: [...poll.tallies],
    voters: poll.voters,
    multiple: poll.multiple,
    hide_totals: poll.hideTotals,
    expires_at: poll.expiresAt,
    closed_at: poll.closedAt,
    fetched_at: poll.fetchedAt,
  }
  await sql`
    insert into polls ${sql({ post_id: poll.postId, account_id: poll.accountId, local: poll.local, ...row })}
    on conflict (post_id) do update set ${sql(row)}
  `
}

export async function selectPolls(sql: Runner, postIds: readonly PostId[]): Promise<Poll[]> {
  if (postIds.length === 0) return []
  return sql<Poll[]>`select ${sql(columns)} from polls where post_id = any(${[...postIds]}::bigint[])`
}

export async function lockPoll(sql: Runner, postId: PostId): Promise<Poll | undefined> {
  const [poll] = await sql<Poll[]>`select ${sql(columns)} from polls where post_id = ${postId} for update`
  return poll
}

export async function updateCounts(
  sql: Runner,
  postId: PostId,
  counts: Pick<Poll, 'tallies' | 'voters' | 'expiresAt' | 'closedAt' | 'fetchedAt'>,
): Promise<void> {
  await sql`
    update polls set ${sql({
      tallies: [...counts.tallies],
      voters: counts.voters,
      expires_at: counts.expiresAt,
      closed_at: counts.closedAt,
      fetched_at: counts.fetchedAt,
    })}
    where post_id = ${postId}
  `
}

export async function insertVotes(
  sql: Runner,
  { postId, accountId }: { postId: PostId; accountId: AccountId },
  votes: readonly { readonly id: string; readonly choice: number }[],
): Promise<void> {
  await sql`
    insert into poll_votes ${sql(votes.map((vote) => ({ post_id: postId, account_id: accountId, ...vote })))}
  `
}

/** Choices of one account in these polls, in order. Uses the primary key. */
export async function selectVotes(
  sql: Runner,
  accountId: AccountId,
  postIds: readonly PostId[],
): Promise<{ postId: PostId; choice: number }[]> {
  if (postIds.length === 0) return []
  return sql<{ postId: PostId; choice: number }[]>`
    select post_id, choice
    from poll_votes
    where account_id = ${accountId} and post_id = any(${[...postIds]}::bigint[])
    order by post_id, choice
  `
}

/** Uses the primary key. */
export async function selectVoterPairs(
  sql: Runner,
  postIds: readonly PostId[],
  accountIds: readonly AccountId[],
): Promise<{ postId: PostId; accountId: AccountId }[]> {
  return sql<{ postId: PostId; accountId: AccountId }[]>`
    select distinct post_id, account_id
    from poll_votes
    where post_id = any(${[...postIds]}::bigint[]) and account_id = any(${[...accountIds]}::bigint[])
  `
}

/** Who voted, by rising id, in chunks. Uses the primary key. */
export async function selectVoters(
  sql: Runner,
  postId: PostId,
  afterId: string,
  limit: number,
): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select distinct account_id
    from poll_votes
    where post_id = ${postId} and account_id > ${afterId}
    order by account_id
    limit ${limit}
  `
  return rows.map((row) => row.accountId)
}

export async function deleteVotes(sql: Runner, postId: PostId): Promise<void> {
  await sql`delete from poll_votes where post_id = ${postId}`
}

export async function deletePolls(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  const ids = [...postIds]
  await sql`delete from poll_votes where post_id = any(${ids}::bigint[])`
  await sql`delete from polls where post_id = any(${ids}::bigint[])`
}
