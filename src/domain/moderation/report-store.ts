import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { Report, ReportId } from './report.ts'

type Runner = Sql | TransactionSql

/** The only SQL on reports and report_posts. @returns false when a report of this uri is there already. */
export async function insertReport(
  sql: Runner,
  report: Omit<Report, 'assignedTo' | 'resolvedAt' | 'resolvedBy' | 'createdAt' | 'updatedAt'>,
): Promise<boolean> {
  const inserted = await sql`
    insert into reports (id, reporter_id, target_id, category, comment, rule_ids, forward, uri)
    values (
      ${report.id}, ${report.reporterId}, ${report.targetId}, ${report.category}, ${report.comment},
      ${[...report.ruleIds]}, ${report.forward}, ${report.uri}
    )
    on conflict (uri) where uri is not null do nothing
  `
  if (inserted.count === 0) return false
  if (report.postIds.length === 0) return true
  await sql`
    insert into report_posts (report_id, post_id)
    select ${report.id}, * from unnest(${[...report.postIds]}::bigint[])
  `
  return true
}

export async function selectReports(sql: Runner, ids: readonly ReportId[]): Promise<Report[]> {
  if (ids.length === 0) return []
  return sql<Report[]>`
    select id, reporter_id, target_id, category, comment, rule_ids, forward, uri, assigned_to, resolved_at,
      resolved_by, created_at, updated_at,
      array(select post_id::text from report_posts as p where p.report_id = r.id order by post_id) as post_ids
    from reports as r
    where id = any(${[...ids]}::bigint[])
  `
}

/** Resolves open reports: one, or all of an account. Uses the primary key or reports_target. */
export async function resolveReports(
  sql: Runner,
  which: { id: ReportId | undefined } | { targetId: AccountId },
  { by, at }: { by: AccountId | null; at: Date },
): Promise<void> {
  if ('id' in which && which.id === undefined) return
  await sql`
    update reports
    set resolved_at = ${at}, resolved_by = ${by}, updated_at = ${at}
    where resolved_at is null and ${'id' in which ? sql`id = ${which.id ?? null}` : sql`target_id = ${which.targetId}`}
  `
}

export interface ReportFilter {
  readonly resolved: boolean
  readonly reporterId?: AccountId | undefined
  readonly targetId?: AccountId | undefined
}

/** Uses reports_open, reports_target, reports_reporter or the primary key. */
export async function selectReportIds(sql: Runner, filter: ReportFilter, page: Page): Promise<ReportId[]> {
  const rows = await sql<{ id: ReportId }[]>`
    select id
    from reports
    where ${filter.resolved ? sql`resolved_at is not null` : sql`resolved_at is null`}
      ${filter.reporterId ? sql`and reporter_id = ${filter.reporterId}` : sql``}
      ${filter.targetId ? sql`and target_id = ${filter.targetId}` : sql``}
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

/** Locks the row for the rest of the transaction. */
export async function lockReport(sql: TransactionSql, id: ReportId): Promise<Report | undefined> {
  const locked = await sql`select 1 from reports where id = ${id} for update`
  return locked.length > 0 ? (await selectReports(sql, [id]))[0] : undefined
}

export async function updateReport(sql: Runner, report: Report): Promise<void> {
  await sql`
    update reports
    set category = ${report.category}, rule_ids = ${[...report.ruleIds]}, assigned_to = ${report.assignedTo},
        resolved_at = ${report.resolvedAt}, resolved_by = ${report.resolvedBy}, updated_at = ${report.updatedAt}
    where id = ${report.id}
  `
}
