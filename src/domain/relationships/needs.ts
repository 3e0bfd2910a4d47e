import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { BatchCache, ShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Hidden } from './relationship.ts'

export interface RelationshipsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly policies: Pick<Policies, 'policyFor'>
  readonly accounts: Pick<Accounts, 'findAccounts' | 'addToCounters' | 'listDomainsBelow'>
}

/** The needs, and what the room's files share among themselves. */
export interface RelationshipsInside extends RelationshipsNeeds {
  /** What each viewer must not be shown; whoever changes it forgets it after the commit. */
  readonly hidden: ShortCache<AccountId, Hidden>
  /** Whether one account follows another, by `<follower>:<followed>`; forgotten with the follow's change. */
  readonly followed: BatchCache<string, { readonly follows: boolean }>
}
