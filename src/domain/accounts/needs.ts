import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface AccountsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly announce: Announce
  /** e.g. `https://example.org` */
  readonly origin: string
}
