import type { Checkins } from '#domain/checkins/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Polls } from '#domain/polls/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Tips } from '#domain/tips/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'

export interface DraftsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly log: Log
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly media: Pick<MediaRoom, 'hold' | 'release'>
  readonly posts: Pick<Posts, 'checkDraft' | 'publishPost' | 'findPost'>
  readonly quotes: Pick<Quotes, 'prepareQuote' | 'withoutQuote'>
  readonly polls: Pick<Polls, 'preparePoll' | 'withoutPoll'>
  readonly tips: Pick<Tips, 'prepareTip' | 'withoutTip'>
  readonly checkins: Pick<Checkins, 'prepareCheckin' | 'withoutCheckin' | 'findByKey'>
}
