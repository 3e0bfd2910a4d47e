import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { type Pair, pairsOf } from './pair-store.ts'
import type { Follow } from './relationship.ts'

type Runner = Sql | TransactionSql

const columns = [
  'id',
  'follower_id',
  'followed_id',
  'state',
  'show_boosts',
  'notify',
  'languages',
  'uri',
  'created_at',
]

/** The only SQL on follows. Locks the row for the rest of the transaction. */
export async function lockFollow(
  sql: Runner,
  followerId: AccountId,
  followedId: AccountId,
): Promise<Follow | undefined> {
  const [follow] = await sql<Follow[]>`
    select ${sql(columns)}
    from follows
    where follower_id = ${followerId} and followed_id = ${followedId}
    for update
  `
  return follow
}

/** The same for many, in the order of pairs, lest two such transactions deadlock. @returns those that there are */
export async function lockFollows(sql: Runner, pairs: readonly Pair[]): Promise<Follow[]> {
  if (pairs.length === 0) return []
  return sql<Follow[]>`
    select ${sql(columns)}
    from follows
    where (follower_id, followed_id) in (${pairsOf(sql, pairs)})
    order by follower_id, followed_id
    for update
  `
}

/** In the order of pairs. @returns those that were inserted: a pair has one follow */
export async function insertFollows(
  sql: Runner,
  follows: readonly (Omit<Follow, 'createdAt'> & { readonly followerLocal: boolean })[],
): Promise<Follow[]> {
  if (follows.length === 0) return []
  const rows = follows.map((follow) => ({ ...toRow(follow), follower_local: follow.followerLocal }))
  return sql<Follow[]>`
    insert into follows
      (id, follower_id, followed_id, state, follower_local, show_boosts, notify, languages, uri)
    select id, follower_id, followed_id, state, follower_local, show_boosts, notify, languages, uri
    from jsonb_to_recordset(${sql.json(rows)}) as row (
      id bigint, follower_id bigint, followed_id bigint, state text, follower_local boolean,
      show_boosts boolean, notify boolean, languages text[], uri text
    )
    order by follower_id, followed_id
    on conflict (follower_id, followed_id) do nothing
    returning ${sql(columns)}
  `
}

/** Of rows that are locked. */
export async function updateFollows(
  sql: Runner,
  follows: readonly Omit<Follow, 'createdAt'>[],
): Promise<void> {
  if (follows.length === 0) return
  await sql`
    update follows as f
    set state = row.state, show_boosts = row.show_boosts, notify = row.notify, languages = row.languages,
        uri = row.uri
    from jsonb_to_recordset(${sql.json(follows.map(toRow))}) as row (
      follower_id bigint, followed_id bigint, state text, show_boosts boolean, notify boolean,
      languages text[], uri text
    )
    where f.follower_id = row.follower_id and f.followed_id = row.followed_id
  `
}

function toRow(follow: Omit<Follow, 'createdAt'>) {
  return {
    id: follow.id,
    follower_id: follow.followerId,
    followed_id: follow.followedId,
    state: follow.state,
    show_boosts: follow.showBoosts,
    notify: follow.notify,
    languages: follow.languages,
    uri: follow.uri,
  }
}

export async function deleteFollow(sql: Runner, followerId: AccountId, followedId: AccountId): Promise<void> {
  await sql`delete from follows where follower_id = ${followerId} and followed_id = ${followedId}`
}

export async function selectFollow(
  sql: Runner,
  followerId: AccountId,
  followedId: AccountId,
): Promise<Follow | undefined> {
  const [follow] = await sql<Follow[]>`
    select ${sql(columns)} from follows where follower_id = ${followerId} and followed_id = ${followedId}
  `
  return follow
}

export async function selectFollowByUri(sql: Runner, uri: string): Promise<Follow | undefined> {
  const [follow] = await sql<Follow[]>`select ${sql(columns)} from follows where uri = ${uri}`
  return follow
}

/** Newest first. Uses follows_followed or follows_follower. */
export async function listFollows(
  sql: Runner,
  side: { of: 'followers' | 'following'; accountId: AccountId; state: Follow['state'] },
  page: Page,
): Promise<Follow[]> {
  const own = side.of === 'followers' ? sql`followed_id` : sql`follower_id`
  const rows = await sql<Follow[]>`
    select ${sql(columns)}
    from follows
    where ${own} = ${side.accountId}
      and state = ${side.state}
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** The inboxes of followers on other servers, shared ones once, among hosts that are not given up. Uses follows_followed. */
export async function listFollowerInboxes(sql: Runner, followedId: AccountId): Promise<string[]> {
  const rows = await sql<{ inbox: string }[]>`
    select distinct coalesce(a.shared_inbox_url, a.inbox_url) as inbox
    from follows as f
    join accounts as a on a.id = f.follower_id
    where f.followed_id = ${followedId}
      and f.state = 'accepted'
      and not f.follower_local
      and a.inbox_url is not null
      and a.deleted_at is null
      and a.suspended_at is null
  `
  return rows.map((row) => row.inbox)
}

/** The ActivityPub ids of followers on other servers. Uses follows_followed. */
export async function listRemoteFollowerUris(sql: Runner, followedId: AccountId): Promise<string[]> {
  const rows = await sql<{ uri: string }[]>`
    select a.uri
    from follows as f
    join accounts as a on a.id = f.follower_id
    where f.followed_id = ${followedId}
      and f.state = 'accepted'
      and not f.follower_local
      and a.uri is not null
      and a.deleted_at is null
  `
  return rows.map((row) => row.uri)
}

/** Followers who live here. Uses follows_fan_out. */
export async function listLocalFollowerIds(sql: Runner, followedId: AccountId): Promise<AccountId[]> {
  const rows = await sql<{ followerId: AccountId }[]>`
    select follower_id from follows where followed_id = ${followedId} and state = 'accepted' and follower_local
  `
  return rows.map((row) => row.followerId)
}

/** Uses follows_followed. */
export async function countRequests(sql: Runner, followedId: AccountId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from (select 1 from follows where followed_id = ${followedId} and state = 'requested' limit 100) as waiting
  `
  return row?.count ?? 0
}

/** Follows in both directions between an account and a domain, any of them. Uses both indexes and accounts_domain. */
export async function listFollowsWithDomain(
  sql: Runner,
  accountId: AccountId,
  domain: string,
  limit: number,
): Promise<Pick<Follow, 'followerId' | 'followedId'>[]> {
  return sql`
    select f.follower_id, f.followed_id
    from follows as f
    join accounts as a on a.id = f.follower_id
    where f.followed_id = ${accountId} and lower(a.domain) = ${domain}
    union all
    select f.follower_id, f.followed_id
    from follows as f
    join accounts as a on a.id = f.followed_id
    where f.follower_id = ${accountId} and lower(a.domain) = ${domain}
    limit ${limit}
  `
}

/** Follows of which one end is of a domain, any of them. Uses accounts_domain and both indexes of follows. */
export async function listFollowsOfDomain(
  sql: Runner,
  domain: string,
  limit: number,
): Promise<(Pick<Follow, 'followerId' | 'followedId'> & { readonly followerLocal: boolean })[]> {
  return sql`
    select f.follower_id, f.followed_id, f.follower_local
    from accounts as a
    join follows as f on f.follower_id = a.id
    where lower(a.domain) = ${domain}
    union
    select f.follower_id, f.followed_id, f.follower_local
    from accounts as a
    join follows as f on f.followed_id = a.id
    where lower(a.domain) = ${domain}
    limit ${limit}
  `
}

/** Which of these accounts `followerId` follows. */
export async function filterFollowed(
  sql: Runner,
  followerId: AccountId,
  among: readonly AccountId[],
): Promise<Set<AccountId>> {
  if (among.length === 0) return new Set()
  const rows = await sql<{ followedId: AccountId }[]>`
    select followed_id
    from follows
    where follower_id = ${followerId} and state = 'accepted' and followed_id = any(${[...among]}::bigint[])
  `
  return new Set(rows.map((row) => row.followedId))
}

/** Who of these follows whom of those, accepted: `<follower>:<followed>`. Uses the primary key. */
export async function filterPairs(
  sql: Runner,
  followerIds: readonly AccountId[],
  followedIds: readonly AccountId[],
): Promise<Set<string>> {
  if (followerIds.length === 0 || followedIds.length === 0) return new Set()
  const rows = await sql<{ followerId: AccountId; followedId: AccountId }[]>`
    select follower_id, followed_id
    from follows
    where follower_id = any(${[...followerIds]}::bigint[])
      and followed_id = any(${[...followedIds]}::bigint[])
      and state = 'accepted'
  `
  return new Set(rows.map((row) => `${row.followerId}:${row.followedId}`))
}

export async function deleteFollowsOf(sql: Runner, accountId: AccountId): Promise<Follow[]> {
  return sql<Follow[]>`
    delete from follows where follower_id = ${accountId} or followed_id = ${accountId} returning ${sql(columns)}
  `
}
