import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'
import type { SeveranceId } from './severance.ts'

interface Pair {
  readonly followerId: AccountId
  readonly followedId: AccountId
  readonly followId: string
  readonly uri: string | null
}

/** Subject of all follow events: `follow:<follower>:<followed>`. */
export const followRequested = defineEvent<Pair>('follow.requested')
export const followAccepted = defineEvent<Pair & { wasRequested: boolean }>('follow.accepted')
/** The followed account said no, before or after it had said yes, or blocked the follower. */
export const followRejected = defineEvent<Pair>('follow.rejected')
/** The follower ended it, or blocked the followed. */
export const followEnded = defineEvent<Pair & { state: 'requested' | 'accepted' }>('follow.ended')

/** Subject: `block:<blocker>:<blocked>`. */
export const accountBlocked = defineEvent<{ blockerId: AccountId; blockedId: AccountId; blockId: string }>(
  'account.blocked',
)
export const accountUnblocked = defineEvent<{ blockerId: AccountId; blockedId: AccountId; blockId: string }>(
  'account.unblocked',
)

/** A domain was shut out, and an account here lost follows by it. Subject: `severance:<id>`. */
export const followsSevered = defineEvent<{ severanceId: SeveranceId; accountId: AccountId }>(
  'follows.severed',
)
