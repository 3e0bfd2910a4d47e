import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { TagDay } from './tag.ts'

type Runner = Sql | TransactionSql

/**
 * The only SQL on tag_days and tag_day_accounts. Adds uses in order of tag and day, so that batches never deadlock.
 */
export async function addUses(
  sql: Runner,
  uses: readonly { tag: string; accountId: AccountId; day: string }[],
): Promise<void> {
  if (uses.length === 0) return
  const tags = uses.map((use) => use.tag)
  const days = uses.map((use) => use.day)
  const accounts = uses.map((use) => use.accountId)
  const fresh = await sql<{ tag: string; day: string }[]>`
    insert into tag_day_accounts (tag, day, account_id)
    select distinct * from unnest(${tags}::text[], ${days}::date[], ${accounts}::bigint[])
    on conflict do nothing
    returning tag, to_char(day, 'YYYY-MM-DD') as day
  `
  await sql`
    insert into tag_days as d (tag, day, uses, accounts)
    select tag, day, sum(uses), sum(accounts)
    from (
      select tag, day, 1 as uses, 0 as accounts from unnest(${tags}::text[], ${days}::date[]) as u (tag, day)
      union all
      select tag, day, 0, 1
      from unnest(${fresh.map((one) => one.tag)}::text[], ${fresh.map((one) => one.day)}::date[]) as f (tag, day)
    ) as change
    group by tag, day
    order by tag, day
    on conflict (tag, day) do update set uses = d.uses + excluded.uses, accounts = d.accounts + excluded.accounts
  `
}

/** The days of the last week on which a tag was used. Uses the primary key. */
export async function selectDays(
  sql: Runner,
  tags: readonly string[],
  since: string,
): Promise<(TagDay & { tag: string })[]> {
  if (tags.length === 0) return []
  return sql`
    select tag, to_char(day, 'YYYY-MM-DD') as day, uses, accounts
    from tag_days
    where tag = any(${[...tags]}::text[]) and day >= ${since}::date
  `
}

export async function deleteOldDays(sql: Runner, before: string): Promise<void> {
  await sql`delete from tag_day_accounts where day < ${before}::date`
  await sql`delete from tag_days where day < ${before}::date`
}
