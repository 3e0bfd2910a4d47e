import type { MediaProcessor } from '#domain/media/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { SparseCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import type { Card } from './card.ts'

export interface CardsNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly origin: string
  readonly storage: Storage
  readonly processor: Pick<MediaProcessor, 'process'>
  readonly posts: Pick<Posts, 'findViews'>
}

/** The needs, and what the room's files share among themselves. */
export interface CardsInside extends CardsNeeds {
  /** By address; that there is none is remembered, too. */
  readonly known: SparseCache<string, Card>
}
