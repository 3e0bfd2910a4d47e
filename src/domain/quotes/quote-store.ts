import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { Quote } from './quote.ts'

/** The only SQL on quotes. */
type Runner = Sql | TransactionSql

const columns = [
  'post_id',
  'account_id',
  'local',
  'quoted_id',
  'quoted_account_id',
  'quoted_uri',
  'state',
  'legacy',
  'stamp_id',
  'approval_uri',
]

/** Writes a quote, or replaces it. */
export async function saveQuote(sql: Runner, quote: Quote): Promise<void> {
  const row = {
    quoted_id: quote.quotedId,
    quoted_account_id: quote.quotedAccountId,
    quoted_uri: quote.quotedUri,
    state: quote.state,
    legacy: quote.legacy,
    stamp_id: quote.stampId,
    approval_uri: quote.approvalUri,
  }
  await sql`
    insert into quotes ${sql({ post_id: quote.postId, account_id: quote.accountId, local: quote.local, ...row })}
    on conflict (post_id) do update set ${sql(row)}, updated_at = now()
  `
}

/** Uses the primary key. */
export async function selectQuotes(sql: Runner, postIds: readonly PostId[]): Promise<Quote[]> {
  if (postIds.length === 0) return []
  return sql<Quote[]>`select ${sql(columns)} from quotes where post_id = any(${[...postIds]}::bigint[])`
}

export async function lockQuote(sql: Runner, postId: PostId): Promise<Quote | undefined> {
  const [quote] = await sql<Quote[]>`select ${sql(columns)} from quotes where post_id = ${postId} for update`
  return quote
}

/** Uses quotes_stamp. */
export async function selectByStamp(sql: Runner, stampId: string): Promise<Quote | undefined> {
  const [quote] = await sql<Quote[]>`select ${sql(columns)} from quotes where stamp_id = ${stampId}`
  return quote
}

/** Uses quotes_approval. */
export async function selectIdsByApproval(
  sql: Runner,
  approvalUri: string,
  quotedAccountId: AccountId,
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from quotes
    where approval_uri = ${approvalUri} and quoted_account_id = ${quotedAccountId}
    order by post_id
    limit 100
  `
  return rows.map((row) => row.postId)
}

/** Accepted quotes whose authorization was not looked at since, the longest ago first. Uses quotes_looked_at. */
export async function selectUnlooked(sql: Runner, before: Date, limit: number): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from quotes
    where state = 'accepted' and approval_uri is not null and updated_at < ${before}
    order by updated_at
    limit ${limit}
  `
  return rows.map((row) => row.postId)
}

export async function noteLook(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`update quotes set updated_at = now() where post_id = any(${[...postIds]}::bigint[])`
}

/** Accepted quotes of a post, newest first. Uses quotes_quoted. */
export async function listQuoteIds(sql: Runner, quotedId: PostId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from quotes
    where quoted_id = ${quotedId} and state = 'accepted' ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

/** @returns what was deleted */
export async function deleteQuotes(sql: Runner, postIds: readonly PostId[]): Promise<Quote[]> {
  if (postIds.length === 0) return []
  return sql<Quote[]>`
    delete from quotes where post_id = any(${[...postIds]}::bigint[]) returning ${sql(columns)}
  `
}
