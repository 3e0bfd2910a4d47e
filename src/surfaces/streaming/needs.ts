import type { Access } from '#domain/access/index.ts'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Announcement, Announcements } from '#domain/announcements/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Conversation, Conversations } from '#domain/conversations/index.ts'
import type { Filters } from '#domain/filters/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import type { Notification, Notifications } from '#domain/notifications/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { EventLog } from '#platform/events/index.ts'
import type { Log } from '#platform/log/index.ts'

export interface StreamingNeeds {
  readonly db: Database
  readonly eventLog: EventLog
  readonly log: Log
  readonly clock: Clock
  readonly access: Pick<Access, 'findToken' | 'filterLive' | 'forgetRemembered'>
  readonly accounts: Pick<Accounts, 'findAccounts' | 'forget'>
  readonly checkins: Pick<Checkins, 'findByPosts'>
  readonly filters: Pick<Filters, 'keepOwners'>
  readonly polls: Pick<Polls, 'findVoters'>
  readonly conversations: Pick<Conversations, 'findConversations'>
  readonly announcements: Pick<Announcements, 'findAnnouncement'>
  readonly posts: Pick<Posts, 'findViews' | 'findMarkers' | 'forgetViews'>
  readonly quotes: Pick<Quotes, 'findByPosts'>
  readonly relationships: Pick<Relationships, 'filterFollowPairs' | 'findHidings'>
  readonly timelines: Pick<Timelines, 'listHomeReceivers' | 'listListReceivers' | 'keepReaders' | 'listBy'>
  readonly lists: Pick<Lists, 'findList'>
  readonly notifications: Pick<Notifications, 'findAdded'>
  /** Posts and notifications in the shape that apps know; the Mastodon surface gives it, through the composition. */
  readonly presentStatuses: (
    viewerId: AccountId | undefined,
    ids: readonly PostId[],
  ) => Promise<readonly { readonly id: string }[]>
  readonly presentConversations: (
    viewerId: AccountId,
    rows: readonly Conversation[],
  ) => Promise<readonly object[]>
  readonly presentAnnouncement: (one: Announcement) => Promise<object | undefined>
  readonly presentNotifications: (
    viewerId: AccountId,
    notifications: readonly Notification[],
  ) => Promise<readonly { readonly id: string }[]>
  /** Streams that one account, and one address, may hold open; 0: no limit. */
  readonly limits: { readonly perAccount: number; readonly perAddress: number }
}
