import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

export interface AuditEntry {
  readonly id: string
  /** The account of who did it; null: the operator, by command. */
  readonly staffId: string | null
  /** e.g. `block_domain` */
  readonly action: string
  /** e.g. `domain:evil.example`, `account:12` */
  readonly target: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly createdAt: Date
}

/** The only SQL on audit_entries. */
export async function insertEntry(sql: Runner, entry: Omit<AuditEntry, 'createdAt'>): Promise<void> {
  await sql`
    insert into audit_entries (id, staff_id, action, target, detail)
    values (${entry.id}, ${entry.staffId}, ${entry.action}, ${entry.target}, ${sql.json(entry.detail as never)})
  `
}

/** Newest first. Uses the primary key, or audit_entries_target. */
export async function selectEntries(
  sql: Runner,
  target: string | undefined,
  page: Page,
): Promise<AuditEntry[]> {
  const rows = await sql<AuditEntry[]>`
    select id, staff_id, action, target, detail, created_at
    from audit_entries
    where ${target === undefined ? sql`true` : sql`target = ${target}`} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}
