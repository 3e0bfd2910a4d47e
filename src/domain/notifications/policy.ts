import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'

/** What becomes of a notification: it is told, it waits in a request, or it is never written. */
export type PolicyAction = 'accept' | 'filter' | 'drop'

/** By what the sender is to the receiver; of several that apply the strictest counts. */
export interface NotificationPolicy {
  readonly forNotFollowing: PolicyAction
  /** Not followers, or only for three days. */
  readonly forNotFollowers: PolicyAction
  /** Accounts of fewer than thirty days. */
  readonly forNewAccounts: PolicyAction
  /** Direct posts of people whom the receiver does not follow and has not written to. */
  readonly forPrivateMentions: PolicyAction
  readonly forLimitedAccounts: PolicyAction
}

export const defaultPolicy: NotificationPolicy = {
  forNotFollowing: 'accept',
  forNotFollowers: 'accept',
  forNewAccounts: 'accept',
  forPrivateMentions: 'filter',
  forLimitedAccounts: 'filter',
}

/** What one sender's filtered notifications wait in. */
export interface NotificationRequest {
  readonly id: string
  readonly accountId: AccountId
  readonly fromAccountId: AccountId
  readonly lastPostId: PostId | null
  readonly notifications: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
