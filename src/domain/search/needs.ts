import type { Accounts } from '#domain/accounts/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Database } from '#platform/db/index.ts'

export interface SearchNeeds {
  readonly db: Database
  /** e.g. `https://example.org` */
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccounts' | 'findByHandle'>
  readonly places: Pick<Places, 'searchPlaces'>
}
