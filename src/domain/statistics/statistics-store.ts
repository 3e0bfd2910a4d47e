import type { Sql } from '#platform/db/index.ts'

/** Scans: keep the answer for a while. */
export async function countEverything(sql: Sql): Promise<{ posts: number; peers: number }> {
  const [row] = await sql<{ posts: number; peers: number }[]>`
    select
      (select coalesce(sum(c.posts), 0) from account_counters as c join accounts as a on a.id = c.account_id
        where a.domain is null)::int as posts,
      (select count(distinct domain) from accounts where domain is not null)::int as peers
  `
  return row ?? { posts: 0, peers: 0 }
}

export interface WeekOfUse {
  /** Its first day's midnight, UTC. */
  readonly week: Date
  readonly posts: number
  readonly logins: number
  readonly registrations: number
}

/** The last twelve weeks, this one first. Scans: keep the answer for a while. A person counts in the week last seen. */
export async function selectWeeks(sql: Sql, now: Date): Promise<WeekOfUse[]> {
  return sql<WeekOfUse[]>`
    with weeks as (
      select date_trunc('week', ${now}::timestamptz at time zone 'UTC') - n * interval '1 week' as week
      from generate_series(0, 11) as n
    )
    select weeks.week at time zone 'UTC' as week,
      (
        select count(*)::int from posts as p
        where p.local and p.deleted_at is null
          and p.id >= (extract(epoch from weeks.week)::bigint * 1000) << 16
          and p.id < (extract(epoch from weeks.week + interval '1 week')::bigint * 1000) << 16
      ) as posts,
      (
        select count(*)::int from users as u
        where u.last_active_at >= weeks.week at time zone 'UTC'
          and u.last_active_at < (weeks.week + interval '1 week') at time zone 'UTC'
      ) as logins,
      (
        select count(*)::int from users as u
        where u.created_at >= weeks.week at time zone 'UTC'
          and u.created_at < (weeks.week + interval '1 week') at time zone 'UTC'
      ) as registrations
    from weeks
    order by weeks.week desc
  `
}
