import type { Accounts } from '#domain/accounts/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Fetching } from '../fetch/index.ts'
import type { TakePost } from '../receive/index.ts'

export interface CompleteNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly jobs: JobQueue
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount' | 'findAccounts' | 'findCounters' | 'saveRemoteCounts'>
  readonly posts: Pick<Posts, 'findPost' | 'findPostByUri' | 'receiveCounts'>
  readonly quotes: Pick<Quotes, 'endApproval' | 'findByPosts' | 'takeUnlooked'>
  readonly fetching: Pick<Fetching, 'fetchDocument' | 'resolve'>
  readonly take: TakePost
}
