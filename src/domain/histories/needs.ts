import type { Checkins } from '#domain/checkins/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { KeptFiles } from '#platform/storage/index.ts'

export interface HistoriesNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  /** e.g. `https://example.org` */
  readonly origin: string
  readonly log: Log
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly places: Pick<Places, 'createVenue' | 'findBySource' | 'findByUri' | 'findPlace' | 'nearestTown'>
  readonly media: Pick<MediaRoom, 'upload'>
  readonly posts: Pick<Posts, 'findPost' | 'recordPost'>
  readonly checkins: Pick<Checkins, 'prepareCheckin'>
  /** Where files wait until they are read. */
  readonly files: KeptFiles
}
