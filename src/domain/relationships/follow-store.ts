import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Follow } from './relationship.ts'

type Runner = Sql | TransactionSql

const columns = ['id', 'follower_id', 'followed_id', 'state', 'show_boosts', 'notify', 'uri', 'created_at']

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

/** @returns undefined when the pair has a follow already. */
export async function insertFollow(
  sql: Runner,
  follow: Omit<Follow, 'createdAt'>,
): Promise<Follow | undefined> {
  const [inserted] = await sql<Follow[]>`
    insert into follows ${sql({
      id: follow.id,
      follower_id: follow.followerId,
      followed_id: follow.followedId,
      state: follow.state,
      show_boosts: follow.showBoosts,
      notify: follow.notify,
      uri: follow.uri,
    })}
    on conflict (follower_id, followed_id) do nothing
    returning ${sql(columns)}
  `
  return inserted
}

export async function updateFollow(
  sql: Runner,
  follow: Pick<Follow, 'followerId' | 'followedId' | 'state' | 'showBoosts' | 'notify' | 'uri'>,
): Promise<void> {
  await sql`
    update follows
    set state = ${follow.state}, show_boosts = ${follow.showBoosts}, notify = ${follow.notify}, uri = ${follow.uri}
    where follower_id = ${follow.followerId} and followed_id = ${follow.followedId}
  `
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

export interface FollowPage {
  readonly limit: number
  readonly maxId?: string | undefined
  readonly sinceId?: string | undefined
  readonly minId?: string | undefined
}

/** Newest first. Uses follows_followed or follows_follower. */
export async function listFollows(
  sql: Runner,
  side: { of: 'followers' | 'following'; accountId: AccountId; state: Follow['state'] },
  page: FollowPage,
): Promise<Follow[]> {
  const own = side.of === 'followers' ? sql`followed_id` : sql`follower_id`
  const upward = page.minId !== undefined
  const rows = await sql<Follow[]>`
    select ${sql(columns)}
    from follows
    where ${own} = ${side.accountId}
      and state = ${side.state}
      ${page.maxId === undefined ? sql`` : sql`and id < ${page.maxId}`}
      ${page.sinceId === undefined ? sql`` : sql`and id > ${page.sinceId}`}
      ${page.minId === undefined ? sql`` : sql`and id > ${page.minId}`}
    order by id ${upward ? sql`asc` : sql`desc`}
    limit ${page.limit}
  `
  return upward ? [...rows].reverse() : rows
}

/** Every accepted follower's id above `afterId`, for fan-out in chunks. Uses the primary key's counterpart. */
export async function listFollowerIds(
  sql: Runner,
  followedId: AccountId,
  page: { afterId: string; limit: number },
): Promise<AccountId[]> {
  const rows = await sql<{ followerId: AccountId }[]>`
    select follower_id
    from follows
    where followed_id = ${followedId} and state = 'accepted' and follower_id > ${page.afterId}
    order by follower_id
    limit ${page.limit}
  `
  return rows.map((row) => row.followerId)
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

export async function deleteFollowsOf(sql: Runner, accountId: AccountId): Promise<Follow[]> {
  return sql<Follow[]>`
    delete from follows where follower_id = ${accountId} or followed_id = ${accountId} returning ${sql(columns)}
  `
}
