import type { AccountId } from '#domain/accounts/index.ts'
import type { Moderation, ReportId, WarningId } from '#domain/moderation/index.ts'
import { formatGroupKey, groupOf, type Notification } from '#domain/notifications/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships, Severance, SeveranceId } from '#domain/relationships/index.ts'
import { presentNotificationKind } from '../words.ts'
import type { presentAccounts } from './present-account.ts'
import { presentReport } from './present-report.ts'
import type { PresentedStatus, presentStatuses } from './present-statuses.ts'
import { presentWarning } from './present-warning.ts'

export interface NotificationPresenterNeeds {
  readonly moderation: Pick<Moderation, 'findReports' | 'findWarnings'>
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly relationships: Pick<Relationships, 'findHidden' | 'findSeverances'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/**
 * Notifications as Mastodon's, without those from blocked and muted accounts, those of posts no longer seen, and those
 * that a filter of the viewer hides.
 */
export const presentNotifications =
  (needs: NotificationPresenterNeeds) =>
  async (viewerId: AccountId, notifications: readonly Notification[]) => {
    const hidden = await needs.relationships.findHidden(viewerId)
    const kept = notifications.filter(
      (one) => !hidden.blocked.has(one.fromAccountId) && !hidden.mutedNotifications.has(one.fromAccountId),
    )
    const visible = await needs.posts.keepVisible(
      viewerId,
      kept.flatMap((one) => (one.postId ? [one.postId] : [])),
    )
    const [accounts, statuses] = await Promise.all([
      needs.presentAccounts(kept.map((one) => one.fromAccountId)),
      needs.presentStatuses(viewerId, visible.ids, visible.views),
    ])
    const subjectOf = await findSubjects(needs, kept)
    const statusOf = new Map(statuses.map((status) => [status.id as string, status]))
    return kept.flatMap((one) => {
      const account = accounts.get(one.fromAccountId)
      const status = one.postId ? statusOf.get(one.postId) : undefined
      if (!account || account.suspended) return []
      if ((one.postId && !status) || (status && isHidden(status))) return []
      return [
        {
          id: one.id,
          type: presentNotificationKind(one.kind),
          created_at: one.createdAt.toISOString(),
          group_key: formatGroupKey(groupOf(one)),
          account,
          ...(status && { status }),
          ...subjectOf(one),
        },
      ]
    })
  }

/** What reports and warnings say; two queries where there are any, none otherwise. */
async function findSubjects(needs: NotificationPresenterNeeds, notifications: readonly Notification[]) {
  const idsOf = (kind: Notification['kind']) =>
    notifications.flatMap((one) => (one.kind === kind && one.subjectId ? [one.subjectId] : []))
  const [severances, reports, warnings] = await Promise.all([
    needs.relationships.findSeverances(idsOf('severed_follows') as SeveranceId[]),
    needs.moderation.findReports(idsOf('report') as ReportId[]),
    needs.moderation.findWarnings(idsOf('moderation_warning') as WarningId[]),
  ])
  const targets = [...reports.values()].map((report) => report.targetId)
  const warned = [...warnings.values()].map((warning) => warning.accountId)
  const accounts =
    reports.size + warnings.size > 0 ? await needs.presentAccounts([...targets, ...warned]) : undefined
  return (one: Notification) => {
    const report = reports.get(one.subjectId as ReportId)
    const warning = warnings.get(one.subjectId as WarningId)
    const account = accounts?.get(report?.targetId ?? warning?.accountId ?? one.accountId)
    const severance = severances.get(one.subjectId as SeveranceId)
    if (severance && one.kind === 'severed_follows') return { event: presentSeverance(severance) }
    if (!account) return {}
    return {
      ...(report && { report: presentReport(report, account) }),
      ...(warning && { moderation_warning: presentWarning(warning, account) }),
    }
  }
}

function presentSeverance(severance: Severance) {
  return {
    id: severance.id,
    type: 'domain_block',
    // Nobody can look through the list of them: only how many they were is kept.
    purged: true,
    target_name: severance.domain,
    followers_count: severance.followers,
    following_count: severance.following,
    created_at: severance.createdAt.toISOString(),
  }
}

function isHidden(status: PresentedStatus): boolean {
  return status.filtered.some(
    ({ filter }) => filter.filter_action === 'hide' && filter.context.includes('notifications'),
  )
}
