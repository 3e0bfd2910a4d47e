import type { AccountId } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Notification, Notifications } from '#domain/notifications/index.ts'
import type { Push } from '#domain/push/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'

/** A notification as apps know it; the Mastodon surface gives it, through the composition. */
export interface ShownNotification {
  readonly id: string
  readonly type: string
  readonly account: {
    readonly acct: string
    readonly display_name: string
    readonly avatar_static: string
  }
  readonly status?: { readonly content: string; readonly spoiler_text: string }
}

export interface PushNeeds {
  readonly origin: string
  readonly clock: Clock
  readonly log: Log
  readonly jobs: JobQueue
  readonly http: OutboundHttp
  readonly instance: Pick<Instance, 'getSettings'>
  readonly push: Push
  readonly notifications: Pick<Notifications, 'findAdded' | 'findNotification'>
  readonly relationships: Pick<Relationships, 'filterFollowPairs'>
  readonly presentNotifications: (
    viewerId: AccountId,
    notifications: readonly Notification[],
  ) => Promise<readonly ShownNotification[]>
}
