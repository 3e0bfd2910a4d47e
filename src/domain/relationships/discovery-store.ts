import { type AccountId, placeNames } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** How many of the viewer's follows are looked at: a bound on the work for people who follow thousands. */
const lookedAt = 300

/**
 * Whom the viewer's follows follow, the most often followed first. Uses follows_follower for both steps. Left out:
 * whom the viewer follows, hides or has dismissed, who does not want to be found, and who hides the own follows.
 */
export async function selectFriendsOfFriends(
  sql: Runner,
  viewerId: AccountId,
  limit: number,
): Promise<AccountId[]> {
  const rows = await sql<{ id: AccountId }[]>`
    with mine as (
      select f.followed_id
      from follows as f
      join accounts as a on a.id = f.followed_id and not a.hide_collections
      where f.follower_id = ${viewerId} and f.state = 'accepted'
      order by f.id desc
      limit ${lookedAt}
    ), found as (
      select g.followed_id, count(*) as friends
      from mine
      cross join lateral (
        select followed_id from follows
        where follower_id = mine.followed_id and state = 'accepted'
        order by id desc
        limit ${lookedAt}
      ) as g
      group by g.followed_id
      order by friends desc
      limit 400
    )
    select a.id
    from found
    join accounts as a on a.id = found.followed_id
    where ${suggestable(sql, viewerId)}
    order by found.friends desc, a.id desc
    limit ${limit}
  `
  return rows.map((row) => row.id)
}

/** Local people with the most followers. Reads the discoverable accounts of this server. */
export async function selectMostFollowed(
  sql: Runner,
  viewerId: AccountId,
  limit: number,
): Promise<AccountId[]> {
  const rows = await sql<{ id: AccountId }[]>`
    select a.id
    from accounts as a
    join account_counters as c on c.account_id = a.id
    where a.domain is null and c.followers > 0 and ${suggestable(sql, viewerId)}
    order by c.followers desc, a.id desc
    limit ${limit}
  `
  return rows.map((row) => row.id)
}

/** Which places somebody follows is not told by what is suggested. */
function isOfPlace(sql: Runner) {
  return sql`(a.kind = 'service' and a.username ~ ${placeNames})`
}

function suggestable(sql: Runner, viewerId: AccountId) {
  return sql`
    a.id <> ${viewerId}
    and a.discoverable and a.suspended_at is null and a.limited_at is null and a.deleted_at is null and a.moved_to_id is null
    and a.kind <> 'application' and not ${isOfPlace(sql)}
    and not exists (select 1 from follows as o where o.follower_id = ${viewerId} and o.followed_id = a.id)
    and not exists (select 1 from blocks as b where b.blocker_id = ${viewerId} and b.blocked_id = a.id)
    and not exists (select 1 from blocks as b where b.blocker_id = a.id and b.blocked_id = ${viewerId})
    and not exists (select 1 from mutes as m where m.muter_id = ${viewerId} and m.muted_id = a.id)
    and not exists (
      select 1 from domain_blocks as d where d.account_id = ${viewerId} and d.domain = lower(a.domain)
    )
    and not exists (
      select 1 from dismissed_suggestions as s where s.account_id = ${viewerId} and s.target_id = a.id
    )
  `
}

/** Whom the viewer follows among the followers of each account; some of them. Uses follows_followed. */
export async function selectFamiliar(
  sql: Runner,
  viewerId: AccountId,
  ids: readonly AccountId[],
  limitEach: number,
): Promise<{ accountId: AccountId; followerId: AccountId }[]> {
  return sql`
    select a.id as account_id, f.follower_id
    from accounts as a
    cross join lateral (
      select g.follower_id
      from follows as m
      join follows as g on g.follower_id = m.followed_id and g.followed_id = a.id and g.state = 'accepted'
      where m.follower_id = ${viewerId} and m.state = 'accepted'
      order by m.id desc
      limit ${limitEach}
    ) as f
    where a.id = any(${[...ids]}::bigint[]) and not a.hide_collections and not ${isOfPlace(sql)}
  `
}
