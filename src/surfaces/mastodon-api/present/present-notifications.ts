import type { AccountId } from '#domain/accounts/index.ts'
import type { Notification } from '#domain/notifications/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { presentNotificationKind } from '../words.ts'
import type { presentAccounts } from './present-account.ts'
import type { presentStatuses } from './present-statuses.ts'

export interface NotificationPresenterNeeds {
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly relationships: Pick<Relationships, 'findHidden'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** Notifications as Mastodon's, without those from blocked and muted accounts and those of posts no longer seen. */
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
    const statusOf = new Map(statuses.map((status) => [status.id as string, status]))
    return kept.flatMap((one) => {
      const account = accounts.get(one.fromAccountId)
      const status = one.postId ? statusOf.get(one.postId) : undefined
      if (!account || (one.postId && !status)) return []
      return [
        {
          id: one.id,
          type: presentNotificationKind(one.kind),
          created_at: one.createdAt.toISOString(),
          group_key: `ungrouped-${one.id}`,
          account,
          ...(status && { status }),
        },
      ]
    })
  }
