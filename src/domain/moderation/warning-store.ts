import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Warning, WarningId } from './warning.ts'

type Runner = Sql | TransactionSql

/** The only SQL on account_warnings. */
export async function insertWarning(sql: Runner, warning: Omit<Warning, 'createdAt'>): Promise<void> {
  await sql`
    insert into account_warnings (id, account_id, staff_id, action, text, report_id)
    values (
      ${warning.id}, ${warning.accountId}, ${warning.staffId}, ${warning.action}, ${warning.text}, ${warning.reportId}
    )
  `
}

export async function selectWarnings(sql: Runner, ids: readonly WarningId[]): Promise<Warning[]> {
  if (ids.length === 0) return []
  return sql<Warning[]>`
    select id, account_id, staff_id, action, text, report_id, created_at
    from account_warnings
    where id = any(${[...ids]}::bigint[])
  `
}
