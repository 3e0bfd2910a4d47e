import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** Whom a post mentions. Uses the primary key of post_mentions. */
export async function listMentioned(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<{ postId: PostId; accountId: AccountId; authorId: AccountId }[]> {
  if (postIds.length === 0) return []
  return sql<{ postId: PostId; accountId: AccountId; authorId: AccountId }[]>`
    select m.post_id, m.account_id, p.account_id as author_id
    from post_mentions as m
    join posts as p on p.id = m.post_id
    where m.post_id = any(${[...postIds]}::bigint[])
  `
}

/** The authors of what was boosted. */
export async function listBoosted(
  sql: Runner,
  boostIds: readonly PostId[],
): Promise<{ boostedId: PostId; boosterId: AccountId; authorId: AccountId }[]> {
  if (boostIds.length === 0) return []
  return sql<{ boostedId: PostId; boosterId: AccountId; authorId: AccountId }[]>`
    select p.id as boosted_id, b.account_id as booster_id, p.account_id as author_id
    from posts as b
    join posts as p on p.id = b.boost_of_id
    where b.id = any(${[...boostIds]}::bigint[])
  `
}

export async function listAuthors(sql: Runner, postIds: readonly PostId[]): Promise<Map<PostId, AccountId>> {
  if (postIds.length === 0) return new Map()
  const rows = await sql<{ id: PostId; accountId: AccountId }[]>`
    select id, account_id from posts where id = any(${[...postIds]}::bigint[])
  `
  return new Map(rows.map((row) => [row.id, row.accountId]))
}

/** Followers who asked to be told of every post, by author. Uses follows_notify; at most 10,000 of each. */
export async function listWatchers(
  sql: Runner,
  authorIds: readonly AccountId[],
): Promise<Map<AccountId, AccountId[]>> {
  const watchers = new Map<AccountId, AccountId[]>()
  if (authorIds.length === 0) return watchers
  const rows = await sql<{ authorId: AccountId; followerId: AccountId }[]>`
    select author.id as author_id, f.follower_id
    from unnest(${[...new Set(authorIds)]}::bigint[]) as author (id)
    cross join lateral (
      select follower_id
      from follows
      where followed_id = author.id and state = 'accepted' and follower_local and notify
      order by follower_id
      limit 10000
    ) as f
  `
  for (const { authorId, followerId } of rows)
    watchers.set(authorId, [...(watchers.get(authorId) ?? []), followerId])
  return watchers
}

/** Those who look after this server. */
export async function listStaff(sql: Runner): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id from users where role <> 'user' and state = 'active' limit 1000
  `
  return rows.map((row) => row.accountId)
}

/** Who voted in a poll; those elsewhere are told by their own servers. Uses the primary key of poll_votes. */
export async function listLocalVoters(sql: Runner, postId: PostId): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select distinct v.account_id
    from poll_votes as v
    join accounts as a on a.id = v.account_id and a.domain is null
    where v.post_id = ${postId}
    limit 10000
  `
  return rows.map((row) => row.accountId)
}

export async function listLocalBoosters(sql: Runner, postId: PostId): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id from posts where boost_of_id = ${postId} and local and deleted_at is null limit 10000
  `
  return rows.map((row) => row.accountId)
}

/** Posts of people here that quote this one. Uses quotes_quoted. */
export async function listLocalQuotes(
  sql: Runner,
  quotedId: PostId,
): Promise<{ accountId: AccountId; postId: PostId }[]> {
  return sql<{ accountId: AccountId; postId: PostId }[]>`
    select account_id, post_id from quotes
    where quoted_id = ${quotedId} and state = 'accepted' and local
    order by post_id
    limit 10000
  `
}
