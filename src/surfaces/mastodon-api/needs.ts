import type { Access, User, UserDefaults } from '#domain/access/index.ts'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Announcements } from '#domain/announcements/index.ts'
import type { Cards } from '#domain/cards/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Collections } from '#domain/collections/index.ts'
import type { Conversations } from '#domain/conversations/index.ts'
import type { Drafts } from '#domain/drafts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Filters } from '#domain/filters/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Moderation } from '#domain/moderation/index.ts'
import type { Notifications } from '#domain/notifications/index.ts'
import type { Place, Places } from '#domain/places/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Post, PostId, Posts } from '#domain/posts/index.ts'
import type { Push } from '#domain/push/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'

import type { Search } from '#domain/search/index.ts'
import type { Statistics } from '#domain/statistics/index.ts'
import type { Tags } from '#domain/tags/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import type { Trends } from '#domain/trends/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { InstanceFacts } from './present/present-instance.ts'
import type { Resolved } from './v2/search.get.ts'

/** What the whole surface stands on; only `endpoints.ts` sees it, each endpoint names its own part. */
export interface MastodonApiNeeds {
  readonly origin: string
  /** Where streams are opened. */
  readonly streamingOrigin: string
  /** The domain of handles here. */
  readonly handleDomain: string
  readonly clock: Clock
  readonly version: string
  readonly accounts: Accounts
  readonly access: Pick<Access, 'signUp' | 'requestConfirmation' | 'findApp' | 'createTokenFor' | 'findUsers'>
  readonly policies: Policies
  readonly relationships: Relationships
  readonly posts: Posts
  readonly quotes: Quotes
  readonly polls: Polls
  readonly checkins: Checkins
  readonly tips: Pick<Tips, 'findByPosts'>
  readonly cards: Cards
  readonly emojis: Emojis
  readonly lists: Lists
  readonly collections: Collections
  readonly tags: Tags
  readonly filters: Filters
  readonly moderation: Moderation
  readonly drafts: Drafts
  readonly timelines: Timelines
  readonly notifications: Notifications
  readonly push: Push
  readonly announcements: Announcements
  readonly conversations: Conversations
  readonly search: Search
  readonly places: Pick<Places, 'searchPlaces'>
  /** A place in the shape of the surface that speaks of places. */
  readonly presentPlace: (place: Place, viewerId: AccountId | undefined) => object
  readonly media: MediaRoom
  readonly instance: Instance
  readonly findUser: (id: AccountId) => Promise<User | undefined>
  readonly updateDefaults: (id: AccountId, changes: Partial<UserDefaults>) => Promise<User | undefined>
  readonly trends: Trends
  readonly statistics: Statistics
  readonly listWeeks: Statistics['listWeeks']
  readonly countInstance: () => Promise<InstanceFacts>
  readonly resolveHandle: (username: string, domain: string) => Promise<Account | undefined>
  /** Somebody reads a thread or a profile of another server: what is missing or old may be fetched. */
  readonly threadIsRead: (id: PostId) => Promise<void>
  readonly profileIsRead: (id: AccountId) => Promise<void>
  /** Asks another server how its poll stands, if that was long ago; never throws. */
  /** Has another server asked what an account there pinned, if that was long ago. */
  readonly refreshPins: (account: Account) => Promise<void>
  readonly refreshPoll: (post: Post) => Promise<void>
  readonly resolveUrl: (url: string) => Promise<Resolved | undefined>
}
