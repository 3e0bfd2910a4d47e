import type { AccountId } from '#domain/accounts/index.ts'
import type { NotificationRequest } from '#domain/notifications/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { presentAccounts } from './present-account.ts'
import type { presentStatuses } from './present-statuses.ts'

export interface RequestPresenterNeeds {
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

/** Requests as NotificationRequest entities, with the sender's latest post that may be seen. */
export const presentRequests =
  (needs: RequestPresenterNeeds) => async (viewerId: AccountId, requests: readonly NotificationRequest[]) => {
    const visible = await needs.posts.keepVisible(
      viewerId,
      requests.flatMap((one) => one.lastPostId ?? []),
    )
    const [accounts, statuses] = await Promise.all([
      needs.presentAccounts(requests.map((one) => one.fromAccountId)),
      needs.presentStatuses(viewerId, visible.ids, visible.views),
    ])
    const statusOf = new Map(statuses.map((status) => [status.id as string, status]))
    return requests.flatMap((one) => {
      const account = accounts.get(one.fromAccountId)
      if (!account) return []
      return [
        {
          id: one.id,
          created_at: one.createdAt.toISOString(),
          updated_at: one.updatedAt.toISOString(),
          notifications_count: String(one.notifications),
          account,
          last_status: (one.lastPostId && statusOf.get(one.lastPostId)) || null,
        },
      ]
    })
  }
