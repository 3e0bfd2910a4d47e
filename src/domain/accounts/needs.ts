import type { Policies } from '#domain/policies/index.ts'
import type { BatchCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Account, AccountCounters, AccountId } from './account.ts'

export interface AccountsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly policies: Pick<Policies, 'getJudge'>
  /** e.g. `https://example.org` */
  readonly origin: string
}

/** The needs, and what the room's files share among themselves. */
export interface AccountsInside extends AccountsNeeds {
  /** Accounts and counters read a moment ago; whoever changes one forgets it after the commit. */
  readonly known: BatchCache<AccountId, Account>
  readonly counted: BatchCache<AccountId, AccountCounters>
}
