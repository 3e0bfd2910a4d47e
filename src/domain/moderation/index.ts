import { fileReport } from './file-report.ts'
import type { ModerationNeeds } from './needs.ts'
import type { Report, ReportId } from './report.ts'
import { selectReports } from './report-store.ts'

export { reportFiled } from './events.ts'
export type { NewReport, ReportOutcome } from './file-report.ts'
export {
  maxReportComment,
  type Report,
  type ReportCategory,
  type ReportId,
  reportCategories,
} from './report.ts'

export interface Moderation {
  /** Both doors, the API and the inbox, call this. */
  fileReport: ReturnType<typeof fileReport>
  findReport(id: ReportId): Promise<Report | undefined>
}

export function defineModeration(needs: ModerationNeeds): Moderation {
  return {
    fileReport: fileReport(needs),
    findReport: async (id) => (await selectReports(needs.db.sql, [id]))[0],
  }
}
