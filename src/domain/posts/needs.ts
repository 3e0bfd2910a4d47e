import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database, Transaction } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Post } from './post.ts'
import type { PostCaches } from './post-caches.ts'

export interface PostsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount' | 'findAccounts' | 'findByHandle' | 'addToCounters'>
  readonly media: Pick<
    MediaRoom,
    'addRemote' | 'attach' | 'detachAll' | 'detachExcept' | 'findByPosts' | 'replaceRemote' | 'deleteOfPosts'
  >
  readonly relationships: Pick<
    Relationships,
    'findHidden' | 'filterFollowed' | 'isBlockedEitherWay' | 'findHidings' | 'filterFollowPairs'
  >
  /** Finds out about accounts of other servers by their handles, over the network, before any transaction. */
  readonly lookUpRemote: (handles: readonly { username: string; domain: string }[]) => Promise<Account[]>
  /** Rows that must be there as soon as the author reads again: the own home timeline. */
  readonly showAuthor: (tx: Transaction, post: Post) => Promise<void>
}

/** The needs, and what the room's files share among themselves. */
export type PostsInside = PostsNeeds & PostCaches
