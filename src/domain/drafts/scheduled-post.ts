import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'
import type { WholeDraft } from './publish-draft.ts'

export type ScheduledPostId = Id<'scheduled post'>

/** A draft that waits for its time. */
export interface ScheduledPost {
  readonly id: ScheduledPostId
  readonly accountId: AccountId
  readonly draft: WholeDraft
  readonly scheduledAt: Date
  readonly idempotencyKey: string | null
}

/** As Mastodon has it: not in the next five minutes, 300 in all, 25 for one day. */
export const scheduleLimits = { leastMs: 5 * 60_000, total: 300, daily: 25 } as const
