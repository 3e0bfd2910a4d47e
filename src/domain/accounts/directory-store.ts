import type { Sql, TransactionSql } from '#platform/db/index.ts'
import { type AccountRow, columns } from './account-store.ts'
import { placeNames } from './hides-follows.ts'

type Runner = Sql | TransactionSql

/** Accounts that want to be found. Uses account_counters_latest or accounts_directory. */
export async function selectDirectory(
  sql: Runner,
  query: { order: 'active' | 'new'; localOnly: boolean; limit: number; offset: number },
): Promise<AccountRow[]> {
  return sql<AccountRow[]>`
    select ${sql(columns.map((column) => `a.${column}`))}
    from accounts as a
    join account_counters as c on c.account_id = a.id
    where a.discoverable and a.suspended_at is null and a.limited_at is null and a.deleted_at is null
      and a.moved_to_id is null
      and a.kind <> 'application' and not (a.kind = 'service' and a.username ~ ${placeNames})
      ${query.localOnly ? sql`and a.domain is null` : sql``}
    order by ${query.order === 'new' ? sql`a.id desc` : sql`c.last_post_at desc nulls last, c.account_id desc`}
    limit ${query.limit}
    offset ${query.offset}
  `
}

/** Domains of accounts known here, by name. One step in accounts_domain for each. */
export async function selectDomains(sql: Runner, limit: number): Promise<string[]> {
  const rows = await sql<{ domain: string }[]>`
    with recursive known (domain, n) as (
      (select lower(domain), 1 from accounts where domain is not null order by lower(domain) limit 1)
      union all
      select next.domain, known.n + 1
      from known
      cross join lateral (
        select lower(a.domain) as domain from accounts as a
        where a.domain is not null and lower(a.domain) > known.domain
        order by lower(a.domain)
        limit 1
      ) as next
      where known.n < ${limit}
    )
    select domain from known
  `
  return rows.map((row) => row.domain)
}
