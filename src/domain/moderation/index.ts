import type { AccountId } from '#domain/accounts/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { AccountSearch } from './account-list-store.ts'
import { type Actions, defineActions } from './actions.ts'
import { changeReport } from './change-report.ts'
import { fileReport } from './file-report.ts'
import type { ModerationNeeds } from './needs.ts'
import type { Report, ReportId } from './report.ts'
import { type ReportFilter, selectReportIds, selectReports } from './report-store.ts'
import { searchAccounts } from './search-accounts.ts'
import type { Warning, WarningId } from './warning.ts'
import { selectWarnings } from './warning-store.ts'

export type { AccountSearch } from './account-list-store.ts'
export type { Actions } from './actions.ts'
export { defineActions } from './actions.ts'
export type { ReportChanges } from './change-report.ts'
export { accountWarned, reportFiled } from './events.ts'
export type { NewReport, ReportOutcome } from './file-report.ts'
export { type Duty, mayModerate } from './may-moderate.ts'
export {
  maxReportComment,
  type Report,
  type ReportCategory,
  type ReportId,
  reportCategories,
} from './report.ts'
export type { ActionOutcome, ActionRefusal, Staff } from './staff.ts'
export { type ModerationAction, moderationActions, type Warning, type WarningId } from './warning.ts'

export interface Moderation extends Actions {
  /** Accounts for those who moderate, the latest first. */
  searchAccounts(search: AccountSearch, page: Page): Promise<AccountId[]>
  /** The latest first. */
  listReports(filter: ReportFilter, page: Page): Promise<Report[]>
  changeReport: ReturnType<typeof changeReport>
  /** Both doors, the API and the inbox, call this. */
  fileReport: ReturnType<typeof fileReport>
  findReport(id: ReportId): Promise<Report | undefined>
  findReports(ids: readonly ReportId[]): Promise<ReadonlyMap<ReportId, Report>>
  findWarnings(ids: readonly WarningId[]): Promise<ReadonlyMap<WarningId, Warning>>
}

export function defineModeration(needs: ModerationNeeds): Moderation {
  return {
    ...defineActions(needs),
    searchAccounts: searchAccounts(needs),
    async listReports(filter, page) {
      const ids = await selectReportIds(needs.db.sql, filter, page)
      const reports = await selectReports(needs.db.sql, ids)
      const known = new Map(reports.map((report) => [report.id, report]))
      return ids.flatMap((id) => known.get(id) ?? [])
    },
    changeReport: changeReport(needs),
    fileReport: fileReport(needs),
    findReport: async (id) => (await selectReports(needs.db.sql, [id]))[0],
    findReports: async (ids) => {
      const reports = await selectReports(needs.db.sql, ids)
      return new Map(reports.map((report) => [report.id, report]))
    },
    findWarnings: async (ids) => {
      const warnings = await selectWarnings(needs.db.sql, ids)
      return new Map(warnings.map((warning) => [warning.id, warning]))
    },
  }
}
