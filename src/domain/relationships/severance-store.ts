import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Severance, SeveranceId } from './severance.ts'

type Runner = Sql | TransactionSql

/** The only SQL on severances. Adds what accounts lose to what they have not been told of yet. Uses severances_open. */
export async function addLosses(
  sql: TransactionSql,
  domain: string,
  losses: readonly { id: SeveranceId; accountId: AccountId; followers: number; following: number }[],
): Promise<void> {
  if (losses.length === 0) return
  const rows = losses.map((loss) => ({
    id: loss.id,
    account_id: loss.accountId,
    domain,
    followers: loss.followers,
    following: loss.following,
  }))
  await sql`
    insert into severances ${sql(rows)}
    on conflict (domain, account_id) where not told do update
    set followers = severances.followers + excluded.followers, following = severances.following + excluded.following
  `
}

/** Marks some of those that nobody was told of. @returns them */
export async function takeUntold(sql: TransactionSql, domain: string, limit: number): Promise<Severance[]> {
  return sql<Severance[]>`
    update severances set told = true
    where id in (select id from severances where domain = ${domain} and not told order by id limit ${limit})
    returning id, account_id, domain, followers, following, created_at
  `
}

export async function selectSeverances(sql: Runner, ids: readonly SeveranceId[]): Promise<Severance[]> {
  if (ids.length === 0) return []
  return sql<Severance[]>`
    select id, account_id, domain, followers, following, created_at
    from severances
    where id = any(${[...ids]}::bigint[])
  `
}
