import type { PostId, Posts } from '#domain/posts/index.ts'
import type { SparseCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Poll } from './poll.ts'

export interface PollsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly posts: Pick<Posts, 'findVisible'>
}

/** The needs, and what the room's files share among themselves. */
export interface PollsInside extends PollsNeeds {
  /** Most posts have no poll: that, too, is remembered for a moment. Whoever changes one forgets it. */
  readonly known: SparseCache<PostId, Poll>
}
