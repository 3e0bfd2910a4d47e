import type { AccountId } from '#domain/accounts/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { ShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { CompiledFilter } from './compile-filters.ts'

export interface FiltersNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly posts: Pick<Posts, 'findVisible'>
}

/** The needs, and what the room's files share among themselves. */
export interface FiltersInside extends FiltersNeeds {
  /** Filters ready to match; whoever changes one forgets it after the commit. */
  readonly compiled: ShortCache<AccountId, readonly CompiledFilter[]>
}
