import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { ArchiveFile } from '#platform/archives/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Storage } from '#platform/storage/index.ts'

export interface TakeoutsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly storage: Storage
  readonly accounts: Pick<Accounts, 'findAccount' | 'findCounters'>
  /** What stands in an account's archive, file by file. `step` is called for every post, once for each time it is read. */
  readonly takeoutFiles: (account: Account, step: () => void) => AsyncIterable<ArchiveFile>
}
