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
  /** The question of another server, by its id; null where both are of this one, or the author is. */
  readonly uri: string | null
}

const columns = ['post_id', 'account_id', 'author_id', 'state', 'uri']

/** @returns those who were not asked before. */
export async function insertAsked(
  sql: Runner,
  { postId, authorId, at, uri }: { postId: PostId; authorId: AccountId; at: Date; uri?: string | undefined },
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
        uri: uri ?? null,
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
    select ${sql(columns)} from companions
    where post_id = ${postId}
    order by asked_at, account_id
  `
}

/** @returns undefined when nobody asked, or the answer was given before. */
export async function updateToAgreed(
  sql: Runner,
  postId: PostId,
  accountId: AccountId,
): Promise<Naming | undefined> {
  const [done] = await sql<Naming[]>`
    update companions set state = 'agreed'
    where post_id = ${postId} and account_id = ${accountId} and state = 'asked'
    returning ${sql(columns)}
  `
  return done
}

export async function deleteNaming(
  sql: Runner,
  postId: PostId,
  accountId: AccountId,
): Promise<Naming | undefined> {
  const [gone] = await sql<Naming[]>`
    delete from companions where post_id = ${postId} and account_id = ${accountId} returning ${sql(columns)}
  `
  return gone
}

/** Takes back a question of another server. Uses companions_uri. */
export async function deleteByUri(sql: Runner, uri: string, authorId: AccountId): Promise<boolean> {
  const gone = await sql`delete from companions where uri = ${uri} and author_id = ${authorId}`
  return gone.count > 0
}

export async function deleteNamingsOf(sql: Runner, postIds: readonly PostId[]): Promise<Naming[]> {
  return sql<Naming[]>`
    delete from companions where post_id = any(${[...postIds]}::bigint[]) returning ${sql(columns)}
  `
}

/** Ends what two people have to do with each other. Uses companions_account. */
export async function deleteBetween(sql: Runner, one: AccountId, other: AccountId): Promise<Naming[]> {
  return sql<Naming[]>`
    delete from companions
    where (account_id = ${one} and author_id = ${other}) or (account_id = ${other} and author_id = ${one})
    returning ${sql(columns)}
  `
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
