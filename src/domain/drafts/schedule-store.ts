import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { ScheduledPost, ScheduledPostId } from './scheduled-post.ts'

/** The only SQL on scheduled_posts. */
type Runner = Sql | TransactionSql

const columns = ['id', 'account_id', 'draft', 'scheduled_at', 'idempotency_key']

export async function insertScheduled(sql: Runner, post: ScheduledPost): Promise<void> {
  await sql`
    insert into scheduled_posts ${sql({
      id: post.id,
      account_id: post.accountId,
      draft: sql.json(post.draft as never),
      scheduled_at: post.scheduledAt,
      idempotency_key: post.idempotencyKey,
    })}
  `
}

export async function selectScheduled(sql: Runner, id: ScheduledPostId): Promise<ScheduledPost | undefined> {
  const [post] = await sql<ScheduledPost[]>`select ${sql(columns)} from scheduled_posts where id = ${id}`
  return post
}

export async function lockScheduled(sql: Runner, id: ScheduledPostId): Promise<ScheduledPost | undefined> {
  const [post] = await sql<ScheduledPost[]>`
    select ${sql(columns)} from scheduled_posts where id = ${id} for update
  `
  return post
}

/** Uses scheduled_posts_idempotency. */
export async function selectByKey(
  sql: Runner,
  accountId: AccountId,
  key: string,
): Promise<ScheduledPost | undefined> {
  const [post] = await sql<ScheduledPost[]>`
    select ${sql(columns)} from scheduled_posts where account_id = ${accountId} and idempotency_key = ${key}
  `
  return post
}

/** Uses scheduled_posts_mine. */
export async function listScheduled(sql: Runner, accountId: AccountId, page: Page): Promise<ScheduledPost[]> {
  const rows = await sql<ScheduledPost[]>`
    select ${sql(columns)} from scheduled_posts where account_id = ${accountId} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** How many wait in all, and how many for the same day (UTC). Uses scheduled_posts_mine. */
export async function countScheduled(
  sql: Runner,
  accountId: AccountId,
  day: Date,
): Promise<{ total: number; daily: number }> {
  const [counts] = await sql<{ total: number; daily: number }[]>`
    select count(*)::int as total,
      (count(*) filter (where date_trunc('day', scheduled_at, 'UTC') = date_trunc('day', ${day}::timestamptz, 'UTC')))::int
        as daily
    from scheduled_posts
    where account_id = ${accountId}
  `
  return counts ?? { total: 0, daily: 0 }
}

export async function updateTime(sql: Runner, id: ScheduledPostId, at: Date): Promise<void> {
  await sql`update scheduled_posts set scheduled_at = ${at}, failure = null where id = ${id}`
}

/** Gives it another time, and what it is to say then. */
export async function updateDraft(
  sql: Runner,
  id: ScheduledPostId,
  { draft, scheduledAt }: Pick<ScheduledPost, 'draft' | 'scheduledAt'>,
): Promise<void> {
  const row = { draft: sql.json(draft as never), scheduled_at: scheduledAt, failure: null }
  await sql`update scheduled_posts set ${sql(row)} where id = ${id}`
}

export async function markFailed(sql: Runner, id: ScheduledPostId, because: string): Promise<void> {
  await sql`update scheduled_posts set failure = ${because} where id = ${id}`
}

/** @returns whether it was there. */
export async function deleteScheduled(sql: Runner, id: ScheduledPostId): Promise<boolean> {
  const deleted = await sql`delete from scheduled_posts where id = ${id}`
  return deleted.count === 1
}

export async function deleteOfAccounts(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from scheduled_posts where account_id = any(${[...accountIds]}::bigint[])`
}
