import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import type { Post, Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'

export interface ImportsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly log: Log
  readonly origin: string
  /** The host that stands in handles of this server. */
  readonly handleDomain: string
  readonly jobs: Pick<JobQueue, 'enqueue'>
  readonly accounts: Pick<Accounts, 'findAccounts' | 'findByHandle'>
  readonly relationships: Pick<
    Relationships,
    | 'requestFollow'
    | 'endFollow'
    | 'blockAccount'
    | 'unblockAccount'
    | 'muteAccount'
    | 'unmuteAccount'
    | 'blockDomain'
    | 'unblockDomain'
    | 'listFollows'
    | 'listHeld'
    | 'listDomainBlocks'
  >
  readonly lists: Pick<
    Lists,
    'listLists' | 'createList' | 'deleteList' | 'addMembers' | 'removeMembers' | 'listMembers'
  >
  readonly posts: Pick<
    Posts,
    'findPostByUri' | 'findViews' | 'bookmarkPost' | 'unbookmarkPost' | 'listMarked'
  >
  /** Asks another server who is behind a handle. @throws when it does not answer */
  readonly askForAccount: (
    handle: { username: string; domain: string },
    signal: AbortSignal,
  ) => Promise<Account | undefined>
  /** Asks another server for a post, by its id or the address of its page. */
  readonly askForPost: (url: string) => Promise<Post | undefined>
}
