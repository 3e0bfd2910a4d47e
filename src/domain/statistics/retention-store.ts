import type { Sql } from '#platform/db/index.ts'
import type { Period } from './period.ts'

/** How many of those who joined in each day or month were there in each. Reads users and their days in full. */
export async function selectCohorts(
  sql: Sql,
  period: Period,
  frequency: 'day' | 'month',
): Promise<{ period: string; date: string; count: number }[]> {
  return sql<{ period: string; date: string; count: number }[]>`
    select
      to_char(date_trunc(${frequency}, u.created_at at time zone 'UTC'), 'YYYY-MM-DD') as period,
      to_char(date_trunc(${frequency}, d.day::timestamp), 'YYYY-MM-DD') as date,
      count(distinct u.account_id)::int as count
    from users as u
    join (
      select account_id, day from user_active_days
      union
      select account_id, (created_at at time zone 'UTC')::date from users
    ) as d on d.account_id = u.account_id
    where u.created_at >= ${period.start} and u.created_at < ${period.end}
      and d.day < (${period.end}::timestamptz at time zone 'UTC')::date
    group by 1, 2
  `
}
