import type { Report } from '#domain/moderation/index.ts'
import type { PresentedAccount } from './present-account.ts'

/** A report as who filed it sees it. */
export function presentReport(report: Report, target: PresentedAccount | undefined) {
  return {
    id: report.id,
    action_taken: report.resolvedAt !== null,
    action_taken_at: report.resolvedAt?.toISOString() ?? null,
    category: report.category,
    comment: report.comment,
    forwarded: report.forward,
    created_at: report.createdAt.toISOString(),
    status_ids: report.postIds,
    rule_ids: report.ruleIds,
    collection_ids: null,
    target_account: target,
  }
}
