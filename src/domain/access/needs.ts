import type { Accounts } from '#domain/accounts/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'

export interface AccessNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly accounts: Pick<Accounts, 'findAccount' | 'findByHandle' | 'createLocalAccount' | 'deleteAccount'>
  readonly instance: Pick<Instance, 'getSettings'>
  readonly policies: Pick<Policies, 'judgeAddress' | 'judgeEmail'>
  /** Where this server is reached: decides whether apps may be called back without TLS. */
  readonly origin: string
  readonly jobs: Pick<JobQueue, 'enqueue'>
  /** Whether this server has a mail server to hand letters to. */
  readonly sendsMail: boolean
  /** Off for load tests only. */
  readonly limits: 'on' | 'off'
}
