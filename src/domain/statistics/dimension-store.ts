import type { Sql } from '#platform/db/index.ts'
import type { Period } from './period.ts'

export const dimensionKeys = [
  'languages',
  'sources',
  'servers',
  'space_usage',
  'software_versions',
  'tag_servers',
  'tag_languages',
  'instance_accounts',
  'instance_languages',
] as const
export type DimensionKey = (typeof dimensionKeys)[number]

export interface DimensionRow {
  readonly key: string
  readonly value: string
}

/** The most of something in a period, first. Reads without an index: for those who run this server. */
export async function selectDimension(
  sql: Sql,
  key: Exclude<DimensionKey, 'space_usage' | 'software_versions'>,
  { about, period, limit }: { about: string; period: Period; limit: number },
): Promise<DimensionRow[]> {
  return sql<DimensionRow[]>`
    select key, count(*)::text as value
    from (${factsOf(sql, key, about)}) as facts
    where at >= ${period.start} and at < ${period.end}
    group by key
    order by count(*) desc, key
    limit ${limit}
  `
}

export async function selectSpace(sql: Sql): Promise<DimensionRow[]> {
  return sql<DimensionRow[]>`
    select 'postgresql' as key, pg_database_size(current_database())::text as value
    union all
    select 'media', coalesce(sum(size), 0)::bigint::text from media where remote_url is null
  `
}

export async function selectServerVersion(sql: Sql): Promise<string> {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`
  return row?.version ?? ''
}

/** Rows of `at`, when it was, and `key`, under what it counts. */
function factsOf(sql: Sql, key: Exclude<DimensionKey, 'space_usage' | 'software_versions'>, about: string) {
  const domain = about.toLowerCase()
  switch (key) {
    case 'languages':
      return sql`
        select distinct u.account_id, u.locale as key, d.day::timestamp at time zone 'UTC' as at
        from users as u join (select account_id, max(day) as day from user_active_days group by account_id) as d
          on d.account_id = u.account_id
      `
    case 'sources':
      return sql`
        select coalesce(o.name, 'Website') as key, p.created_at as at
        from posts as p left join oauth_apps as o on o.id = p.app_id
        where p.local and p.deleted_at is null and p.boost_of_id is null
      `
    case 'servers':
      return sql`
        select lower(a.domain) as key, p.created_at as at
        from posts as p join accounts as a on a.id = p.account_id and a.domain is not null
        where p.deleted_at is null
      `
    case 'tag_servers':
      return sql`
        select coalesce(lower(a.domain), '') as key, p.created_at as at
        from post_tags as t
        join posts as p on p.id = t.post_id and p.deleted_at is null
        join accounts as a on a.id = p.account_id
        where t.tag = ${about}
      `
    case 'tag_languages':
      return sql`
        select coalesce(p.language, 'und') as key, p.created_at as at
        from post_tags as t join posts as p on p.id = t.post_id and p.deleted_at is null
        where t.tag = ${about}
      `
    case 'instance_accounts':
      return sql`
        select a.username as key, f.created_at as at
        from accounts as a join follows as f on f.followed_id = a.id and f.follower_local and f.state = 'accepted'
        where lower(a.domain) = ${domain}
      `
    case 'instance_languages':
      return sql`
        select coalesce(p.language, 'und') as key, p.created_at as at
        from accounts as a join posts as p on p.account_id = a.id and p.deleted_at is null
        where lower(a.domain) = ${domain}
      `
  }
}
