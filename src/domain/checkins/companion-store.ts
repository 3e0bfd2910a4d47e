import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Companion } from './checkin.ts'

/** The only SQL on companions, and on their copy in checkins. */
type Runner = Sql | TransactionSql

export interface Naming {
  readonly postId: PostId
  readonly accountId: AccountId
  readonly authorId: AccountId
  readonly state: 'asked' | 'agreed'
}

/** @returns those who were not asked before. */
export async function insertAsked(
  sql: Runner,
  { postId, authorId, at }: { postId: PostId; authorId: AccountId; at: Date },
  accountIds: readonly AccountId[],
): Promise<AccountId[]> {
  if (accountIds.length === 0) return []
  const rows = await sql<{ accountId: AccountId }[]>`
    insert into companions ${sql(
      accountIds.map((accountId) => ({
        post_id: postId,
        account_id: accountId,
        author_id: authorId,
        state: 'asked',
        asked_at: at,
      })),
    )}
    on conflict (post_id, account_id) do nothing
    returning account_id
  `
  return rows.map((row) => row.accountId)
}

/** In the order in which they were asked. Uses the primary key. */
export async function selectNamings(sql: Runner, postId: PostId): Promise<Naming[]> {
  return sql<Naming[]>`
    select post_id, account_id, author_id, state from companions
    where post_id = ${postId}
    order by asked_at, account_id
  `
}

/** @returns false when nobody asked, or the answer was given before. */
export async function updateToAgreed(sql: Runner, postId: PostId, accountId: AccountId): Promise<boolean> {
  const done = await sql`
    update companions set state = 'agreed'
    where post_id = ${postId} and account_id = ${accountId} and state = 'asked'
  `
  return done.count > 0
}

export async function deleteNaming(sql: Runner, postId: PostId, accountId: AccountId): Promise<boolean> {
  const gone = await sql`delete from companions where post_id = ${postId} and account_id = ${accountId}`
  return gone.count > 0
}

export async function deleteNamingsOf(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`delete from companions where post_id = any(${[...postIds]}::bigint[])`
}

/** Ends what two people have to do with each other. @returns the check-ins that change. Uses companions_account. */
export async function deleteBetween(sql: Runner, one: AccountId, other: AccountId): Promise<PostId[]> {
  const gone = await sql<{ postId: PostId }[]>`
    delete from companions
    where (account_id = ${one} and author_id = ${other}) or (account_id = ${other} and author_id = ${one})
    returning post_id
  `
  return gone.map((row) => row.postId)
}

/** @returns the check-ins that change. Uses companions_account. */
export async function deleteNamingsBy(sql: Runner, accountId: AccountId): Promise<PostId[]> {
  const gone = await sql<{ postId: PostId }[]>`
    delete from companions where account_id = ${accountId} returning post_id
  `
  return gone.map((row) => row.postId)
}

/** Holds a check-in, so that one change of its companions follows the other. */
export async function lockCheckin(sql: Runner, postId: PostId): Promise<boolean> {
  const rows = await sql`select 1 from checkins where post_id = ${postId} for update`
  return rows.length > 0
}

export async function updateCompanions(
  sql: Runner,
  postId: PostId,
  companions: readonly Companion[],
): Promise<void> {
  await sql`update checkins set companions = ${sql.json(companions as never)} where post_id = ${postId}`
}
