import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on dormant_homes, and what shortens, empties and refills home_timeline. */
export async function selectReaders(
  sql: Runner,
  { afterId, limit, idleSince }: { afterId: string; limit: number; idleSince: Date },
): Promise<{ accountId: AccountId; isIdle: boolean }[]> {
  return sql<{ accountId: AccountId; isIdle: boolean }[]>`
    select account_id, last_active_at < ${idleSince} as is_idle
    from users
    where account_id > ${afterId}
    order by account_id
    limit ${limit}
  `
}

/** Leaves each home its newest rows. Uses the primary key; homes are cut where they lie, each shard its own. @returns how many rows went */
export async function shortenHomes(
  sql: Runner,
  accountIds: readonly AccountId[],
  length: number,
): Promise<number> {
  const gone = await sql`
    delete from home_timeline as h
    using (
      select account_id, post_id
      from (
        select account_id, post_id, row_number() over (partition by account_id order by post_id desc) as place
        from home_timeline
        where account_id = any(${[...accountIds]}::bigint[])
      ) as placed
      where place = ${length + 1}
    ) as edge
    where h.account_id = edge.account_id and h.post_id <= edge.post_id
  `
  return gone.count
}

/** Lets homes sleep: fan-out leaves them out from now on. @returns how many rows went */
export async function putToSleep(sql: Runner, accountIds: readonly AccountId[]): Promise<number> {
  const ids = [...accountIds]
  await sql`
    insert into dormant_homes (account_id)
    select id from unnest(${ids}::bigint[]) as a (id)
    on conflict (account_id) do update set state = 'dormant'
  `
  const gone = await sql`delete from home_timeline where account_id = any(${ids}::bigint[])`
  return gone.count
}

/** @returns false when the home was awake */
export async function startWaking(sql: Runner, accountId: AccountId): Promise<boolean> {
  const found = await sql`update dormant_homes set state = 'waking' where account_id = ${accountId}`
  return found.count > 0
}

export async function isAsleep(sql: Runner, accountId: AccountId): Promise<boolean> {
  const found = await sql`select 1 from dormant_homes where account_id = ${accountId}`
  return found.length > 0
}

export async function endWaking(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from dormant_homes where account_id = ${accountId}`
}

/**
 * Fills a home with the latest of those whom the account follows, of followed tags and of itself. Uses posts_account
 * and the primary key of post_tags.
 */
export async function refillHome(sql: Runner, accountId: AccountId, length: number): Promise<void> {
  await sql`
    insert into home_timeline (account_id, post_id, author_id)
    select ${accountId}, latest.id, latest.account_id
    from (
      select p.id, p.account_id
      from (
        select followed_id as id, show_boosts
        from follows
        where follower_id = ${accountId} and state = 'accepted' and follower_local
        union all
        select ${accountId}, true
      ) as f
      cross join lateral (
        select id, account_id
        from posts
        where account_id = f.id
          and deleted_at is null
          and (visibility <> 'direct' or account_id = ${accountId})
          and (boost_of_id is null or f.show_boosts)
          and (reply_to_account_id is null or reply_to_account_id = account_id or account_id = ${accountId})
        order by id desc
        limit 40
      ) as p
      union
      select p.id, p.account_id
      from followed_tags as t
      cross join lateral (
        select post_id from post_tags where tag = t.tag order by post_id desc limit 40
      ) as tagged
      join posts as p on p.id = tagged.post_id
      where t.account_id = ${accountId}
        and p.deleted_at is null and p.visibility = 'public' and p.boost_of_id is null
    ) as latest
    order by latest.id desc
    limit ${length}
    on conflict do nothing
  `
}
