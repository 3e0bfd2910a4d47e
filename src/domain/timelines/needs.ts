import type { Accounts } from '#domain/accounts/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'

export interface TimelinesNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly posts: Pick<
    Posts,
    'keepVisible' | 'keepReaders' | 'listPublicIds' | 'listTagIds' | 'listAccountIds'
  >
  readonly relationships: Pick<Relationships, 'findHidden' | 'findFollow' | 'findHidings'>
}
