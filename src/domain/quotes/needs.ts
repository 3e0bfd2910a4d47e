import type { Accounts } from '#domain/accounts/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { SparseCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Quote } from './quote.ts'

export interface QuotesNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount' | 'findAccounts'>
  readonly posts: Pick<Posts, 'countQuotes' | 'findPost' | 'findVisible' | 'findViews' | 'keepVisible'>
  readonly relationships: Pick<Relationships, 'filterFollowed' | 'filterFollowPairs' | 'findHidden'>
}

/** The needs, and what the room's files share among themselves. */
export interface QuotesInside extends QuotesNeeds {
  /** Most posts quote nothing: that is remembered, too. */
  readonly known: SparseCache<PostId, Quote>
}
