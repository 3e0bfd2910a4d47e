import type { ModerationNeeds } from './needs.ts'
import type { Report, ReportCategory, ReportId } from './report.ts'
import { lockReport, selectReports, updateReport } from './report-store.ts'
import { idOf, type Staff } from './staff.ts'

export interface ReportChanges {
  readonly category?: ReportCategory | undefined
  readonly ruleIds?: readonly string[] | undefined
  /** To who asks, or to nobody. */
  readonly assigned?: boolean | undefined
  readonly resolved?: boolean | undefined
}

/** Changes a report and writes down who did. @returns undefined when there is none */
export const changeReport =
  (needs: ModerationNeeds) =>
  async (staff: Staff, id: ReportId, changes: ReportChanges): Promise<Report | undefined> =>
    needs.db.transact(async (tx) => {
      const known = await lockReport(tx.sql, id)
      if (!known) return undefined
      const by = idOf(staff)
      const at = new Date(needs.clock.now())
      const isOpen = changes.resolved === undefined ? known.resolvedAt === null : !changes.resolved
      const wasOpen = known.resolvedAt === null
      await updateReport(tx.sql, {
        ...known,
        category: changes.category ?? known.category,
        ruleIds: changes.ruleIds ?? known.ruleIds,
        assignedTo: changes.assigned === undefined ? known.assignedTo : changes.assigned ? by : null,
        resolvedAt: isOpen ? null : (known.resolvedAt ?? at),
        resolvedBy: isOpen ? null : wasOpen ? by : known.resolvedBy,
        updatedAt: at,
      })
      await needs.audit.record(tx, {
        staffId: by,
        action: actionOf(changes),
        target: `report:${id}`,
        detail: { ...changes },
      })
      return (await selectReports(tx.sql, [id]))[0]
    })

function actionOf({ assigned, resolved }: ReportChanges): string {
  if (resolved !== undefined) return resolved ? 'resolve_report' : 'reopen_report'
  if (assigned !== undefined) return assigned ? 'assign_report' : 'unassign_report'
  return 'change_report'
}
