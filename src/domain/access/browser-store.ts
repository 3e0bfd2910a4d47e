import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on known_browsers. @returns how many others the account had, if this one is new; else 0 */
export async function insertBrowser(
  sql: Runner,
  { accountId, browserHash, at }: { accountId: AccountId; browserHash: Buffer; at: Date },
): Promise<number> {
  const known = await sql`
    update known_browsers set seen_at = ${at} where account_id = ${accountId} and browser_hash = ${browserHash}
  `
  if (known.count > 0) return 0
  await sql`
    insert into known_browsers (account_id, browser_hash, seen_at)
    values (${accountId}, ${browserHash}, ${at})
    on conflict do nothing
  `
  const [row] = await sql<{ others: number }[]>`
    select count(*)::int - 1 as others from known_browsers where account_id = ${accountId}
  `
  return row?.others ?? 0
}

export async function deleteBrowsersOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from known_browsers where account_id = any(${[...accountIds]}::bigint[])`
}

/** Uses known_browsers_seen_at. */
export async function deleteBrowsersBefore(sql: Runner, before: Date): Promise<void> {
  await sql`delete from known_browsers where seen_at < ${before}`
}
