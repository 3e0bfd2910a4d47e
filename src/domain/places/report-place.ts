import type { Announce } from '#platform/events/index.ts'
import { placeReported } from './events.ts'
import { insertReport, type PlaceReport } from './life-store.ts'
import type { PlacesNeeds } from './needs.ts'

export type NewReport = Pick<PlaceReport, 'placeId' | 'reporterId' | 'kind' | 'comment' | 'duplicateOf'>

/** Somebody says what is wrong with a place; those who moderate are told, once for each who says so. */
export const reportPlace =
  (needs: PlacesNeeds & { readonly announce: Announce }) =>
  (report: NewReport): Promise<void> =>
    needs.db.transact(async (tx) => {
      const id = needs.ids.next()
      if (!(await insertReport(tx.sql, { ...report, id }))) return
      const { placeId, reporterId } = report
      await needs.announce(tx, placeReported, {
        subject: `place:${placeId}`,
        data: { reportId: id, placeId, reporterId },
      })
    })
