import type { AccountId } from '#domain/accounts/index.ts'
import type { NotificationGroup, Notifications } from '#domain/notifications/index.ts'
import { idAsNumber } from '#platform/ids/index.ts'
import { presentNotificationKind } from '../words.ts'
import type { PresentedAccount } from './present-account.ts'
import { presentFallback } from './present-fallback.ts'
import type { presentNotifications } from './present-notifications.ts'

export interface GroupPresenterNeeds {
  readonly notifications: Pick<Notifications, 'countGroups'>
  readonly presentNotifications: ReturnType<typeof presentNotifications>
}

interface GroupWish {
  readonly expand: 'full' | 'partial_avatars'
  /** The types that the app knows, when it asks for fallbacks. */
  readonly supported: readonly string[] | undefined
}

/** Faces that stand for a group. */
const maxSamples = 8

/** Groups as GroupedNotificationsResults: what several groups share is there once. */
export const presentGroups =
  (needs: GroupPresenterNeeds) =>
  async (viewerId: AccountId, groups: readonly NotificationGroup[], { expand, supported }: GroupWish) => {
    const [shown, counts] = await Promise.all([
      needs.presentNotifications(viewerId, groups.flatMap(sampleOf)),
      needs.notifications.countGroups(
        viewerId,
        groups.map((one) => one.group),
      ),
    ])
    const byId = new Map(shown.map((one) => [one.id, one]))
    const faces = new Map<string, { account: PresentedAccount; first: boolean }>()
    const statuses = new Map<string, object>()
    const presented = groups.flatMap(({ key, members: [latest, ...rest] }, index) => {
      const found = sampleOf({ members: [latest, ...rest] }).flatMap((one) => byId.get(one.id) ?? [])
      const [head] = found
      if (!head) return []
      for (const { account } of found) {
        const known = faces.get(account.id)
        faces.set(account.id, { account, first: known?.first === true || account === head.account })
      }
      if (head.status) statuses.set(head.status.id, head.status)
      return [
        {
          group_key: key,
          notifications_count: counts[index] ?? 1,
          type: presentNotificationKind(latest.kind),
          most_recent_notification_id: idAsNumber(latest.id),
          page_min_id: (rest.at(-1) ?? latest).id,
          page_max_id: latest.id,
          latest_page_notification_at: latest.createdAt.toISOString(),
          sample_account_ids: found.map((one) => one.account.id),
          status_id: head.status?.id ?? null,
          ...presentFallback(head.type, head.account, supported),
          ...('event' in head && { event: head.event }),
          ...('report' in head && { report: head.report }),
          ...('moderation_warning' in head && { moderation_warning: head.moderation_warning }),
        },
      ]
    })
    const all = [...faces.values()]
    const isFull = (one: { first: boolean }) => expand === 'full' || one.first
    return {
      accounts: all.filter(isFull).map((one) => one.account),
      ...(expand === 'partial_avatars' && {
        partial_accounts: all.filter((one) => !isFull(one)).map((one) => presentPartial(one.account)),
      }),
      statuses: [...statuses.values()],
      notification_groups: presented,
    }
  }

/** The latest notification of each of the latest people. */
function sampleOf({ members }: Pick<NotificationGroup, 'members'>) {
  const people = new Map(members.toReversed().map((one) => [one.fromAccountId, one]))
  return members.filter((one) => people.get(one.fromAccountId) === one).slice(0, maxSamples)
}

function presentPartial({ id, acct, locked, bot, url, avatar, avatar_static }: PresentedAccount) {
  return { id, acct, locked, bot, url, avatar, avatar_static, avatar_description: '' }
}
