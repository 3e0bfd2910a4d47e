import type { Sql } from '#platform/db/index.ts'
import type { Period } from './period.ts'

export const plainMeasures = [
  'active_users',
  'new_users',
  'interactions',
  'opened_reports',
  'resolved_reports',
] as const
export const tagMeasures = ['tag_accounts', 'tag_uses', 'tag_servers'] as const
export const domainMeasures = [
  'instance_accounts',
  'instance_media_attachments',
  'instance_reports',
  'instance_statuses',
  'instance_follows',
  'instance_followers',
] as const

export type MeasureKey =
  | (typeof plainMeasures)[number]
  | (typeof tagMeasures)[number]
  | (typeof domainMeasures)[number]

/** How much there was of something on each day that had any. Reads without an index: for those who run this server. */
export async function selectMeasure(
  sql: Sql,
  key: MeasureKey,
  about: string,
  { start, end }: Period,
): Promise<{ day: string; value: string }[]> {
  return sql<{ day: string; value: string }[]>`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, ${amountOf(sql, key)}::bigint::text as value
    from (${factsOf(sql, key, about)}) as facts
    where at >= ${start} and at < ${end}
    group by day
    order by day
  `
}

/** Of users: those who were there at all, each once. */
export async function countActive(sql: Sql, { start, end }: Period): Promise<string> {
  const [row] = await sql<{ count: string }[]>`
    select count(distinct account_id)::text as count from user_active_days
    where day >= (${start}::timestamptz at time zone 'UTC')::date and day < (${end}::timestamptz at time zone 'UTC')::date
  `
  return row?.count ?? '0'
}

function amountOf(sql: Sql, key: MeasureKey) {
  switch (key) {
    case 'tag_servers':
      return sql`count(distinct what)`
    case 'tag_accounts':
    case 'tag_uses':
    case 'instance_media_attachments':
      return sql`coalesce(sum(what::bigint), 0)`
    default:
      return sql`count(*)`
  }
}

/** Rows of `at`, when it was, and `what`, where it counts. */
function factsOf(sql: Sql, key: MeasureKey, about: string) {
  const domain = about.toLowerCase()
  switch (key) {
    case 'active_users':
      return sql`select day::timestamp at time zone 'UTC' as at, null as what from user_active_days`
    case 'new_users':
      return sql`select created_at as at, null as what from users`
    case 'interactions':
      return sql`
        select l.created_at as at, null as what from likes as l join posts as p on p.id = l.post_id and p.local
        union all
        select b.created_at, null from posts as b join posts as p on p.id = b.boost_of_id and p.local
        where b.deleted_at is null
        union all
        select r.created_at, null from posts as r join posts as p on p.id = r.reply_to_id and p.local
        where r.deleted_at is null
      `
    case 'opened_reports':
      return sql`select created_at as at, null as what from reports`
    case 'resolved_reports':
      return sql`select resolved_at as at, null as what from reports where resolved_at is not null`
    case 'tag_accounts':
      return sql`select day::timestamp at time zone 'UTC' as at, accounts as what from tag_days where tag = ${about}`
    case 'tag_uses':
      return sql`select day::timestamp at time zone 'UTC' as at, uses as what from tag_days where tag = ${about}`
    case 'tag_servers':
      return sql`
        select p.created_at as at, lower(a.domain) as what
        from post_tags as t
        join posts as p on p.id = t.post_id and p.deleted_at is null
        join accounts as a on a.id = p.account_id and a.domain is not null
        where t.tag = ${about}
      `
    case 'instance_accounts':
      // Accounts carry the time when they were made elsewhere; ids, when they were met.
      return sql`
        select to_timestamp((id >> 16) / 1000.0) as at, null as what from accounts where lower(domain) = ${domain}
      `
    case 'instance_media_attachments':
      return sql`
        select m.created_at as at, coalesce(m.size, 0) as what
        from accounts as a join media as m on m.account_id = a.id where lower(a.domain) = ${domain}
      `
    case 'instance_reports':
      return sql`
        select r.created_at as at, null as what
        from accounts as a join reports as r on r.target_id = a.id where lower(a.domain) = ${domain}
      `
    case 'instance_statuses':
      return sql`
        select p.created_at as at, null as what
        from accounts as a join posts as p on p.account_id = a.id and p.deleted_at is null
        where lower(a.domain) = ${domain}
      `
    case 'instance_follows':
      return sql`
        select f.created_at as at, null as what
        from accounts as a join follows as f on f.followed_id = a.id and f.follower_local and f.state = 'accepted'
        where lower(a.domain) = ${domain}
      `
    case 'instance_followers':
      return sql`
        select f.created_at as at, null as what
        from accounts as a join follows as f on f.follower_id = a.id and f.state = 'accepted'
        where lower(a.domain) = ${domain}
      `
  }
}
