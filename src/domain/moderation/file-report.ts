import { type AccountId, isActive, isLocal } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { reportFiled } from './events.ts'
import type { ModerationNeeds } from './needs.ts'
import {
  maxReceivedComment,
  maxReportedPosts,
  type Report,
  type ReportCategory,
  type ReportId,
} from './report.ts'
import { insertReport, selectReports } from './report-store.ts'

export interface NewReport {
  readonly reporterId: AccountId
  readonly targetId: AccountId
  readonly postIds?: readonly PostId[] | undefined
  readonly comment?: string | undefined
  readonly category?: ReportCategory | undefined
  readonly ruleIds?: readonly string[] | undefined
  readonly forward?: boolean | undefined
  /** The Flag activity's id, when it came from another server. */
  readonly uri?: string | undefined
}

export type ReportOutcome =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly because: 'no_account' | 'foreign_posts' | 'received_already' | 'rejected' }

/**
 * Files a report: of this server's users by the API, of other servers by Flag. Posts must be the target's. Those that
 * the reporter may not see are left out, so that a report is no way to read them.
 */
export const fileReport =
  (needs: ModerationNeeds) =>
  async (given: NewReport): Promise<ReportOutcome> => {
    const accounts = await needs.accounts.findAccounts([given.reporterId, given.targetId])
    const reporter = accounts.get(given.reporterId)
    const target = accounts.get(given.targetId)
    if (!reporter || !isActive(reporter) || !target || target.deletedAt) {
      return { ok: false, because: 'no_account' }
    }
    // Its moderators have been told not to take reports from there.
    if (reporter.domain !== null && (await needs.policies.policyFor(reporter.domain)).rejectReports) {
      return { ok: false, because: 'rejected' }
    }
    const postIds = await findReported(needs, given)
    if (postIds === 'foreign_posts') return { ok: false, because: postIds }
    const id = needs.ids.next<ReportId>()
    return needs.db.transact(async (tx) => {
      const isNew = await insertReport(tx.sql, {
        id,
        reporterId: reporter.id,
        targetId: target.id,
        category: given.category ?? (given.ruleIds?.length ? 'violation' : 'other'),
        comment: (given.comment ?? '').trim().slice(0, maxReceivedComment),
        ruleIds: given.ruleIds ?? [],
        postIds,
        forward: (given.forward ?? false) && !isLocal(target),
        uri: given.uri ?? null,
      })
      if (!isNew) return { ok: false, because: 'received_already' }
      const [report] = await selectReports(tx.sql, [id])
      if (!report) throw new Error('A filed report is missing.')
      await needs.announce(tx, reportFiled, {
        subject: `report:${id}`,
        data: {
          reportId: id,
          reporterId: report.reporterId,
          targetId: report.targetId,
          postIds,
          forward: report.forward,
        },
      })
      return { ok: true, report }
    })
  }

async function findReported(needs: ModerationNeeds, given: NewReport): Promise<PostId[] | 'foreign_posts'> {
  const asked = [...new Set(given.postIds ?? [])].slice(0, maxReportedPosts)
  if (asked.length === 0) return []
  const { ids, views } = await needs.posts.keepVisible(given.reporterId, asked)
  const foreign = ids.some((id) => views.get(id)?.post.accountId !== given.targetId)
  return foreign ? 'foreign_posts' : [...ids]
}
