import type { Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface CollectionsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly relationships: Pick<Relationships, 'isBlockedEitherWay'>
}
