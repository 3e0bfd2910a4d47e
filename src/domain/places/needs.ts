import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Log } from '#platform/log/index.ts'

export interface PlacesNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  /** e.g. `https://example.org` */
  readonly origin: string
  readonly log: Log
}
