import type { AccountId } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Report } from '#domain/moderation/index.ts'
import { presentRules } from '../present/present-instance.ts'
import type { presentStatuses } from '../present/present-statuses.ts'
import type { presentAdminAccounts } from './present-admin-account.ts'

export interface AdminReportNeeds {
  readonly instance: Pick<Instance, 'getSettings'>
  readonly presentAdminAccounts: ReturnType<typeof presentAdminAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** Reports as Mastodon's Admin::Report: whoever looks after reports sees what was reported, whoever may else. */
export const presentAdminReports = (needs: AdminReportNeeds) => async (reports: readonly Report[]) => {
  const people = reports.flatMap((report) => [
    report.reporterId,
    report.targetId,
    report.assignedTo,
    report.resolvedBy,
  ])
  const [accounts, statuses, settings] = await Promise.all([
    needs.presentAdminAccounts(people.filter((id): id is AccountId => id !== null)),
    needs.presentStatuses(
      undefined,
      reports.flatMap((report) => report.postIds),
    ),
    needs.instance.getSettings(),
  ])
  const rules = new Map(presentRules(settings).map((rule) => [rule.id, rule]))
  const statusOf = new Map(statuses.map((status) => [status.id as string, status]))
  const accountOf = (id: AccountId | null) => (id === null ? null : (accounts.get(id) ?? null))
  return reports.map((report) => ({
    id: report.id,
    action_taken: report.resolvedAt !== null,
    action_taken_at: report.resolvedAt?.toISOString() ?? null,
    category: report.category,
    comment: report.comment,
    forwarded: report.forward,
    created_at: report.createdAt.toISOString(),
    updated_at: report.updatedAt.toISOString(),
    account: accountOf(report.reporterId),
    target_account: accountOf(report.targetId),
    assigned_account: accountOf(report.assignedTo),
    action_taken_by_account: accountOf(report.resolvedBy),
    statuses: report.postIds.flatMap((id) => statusOf.get(id) ?? []),
    rules: report.ruleIds.flatMap((id) => rules.get(id) ?? []),
  }))
}
