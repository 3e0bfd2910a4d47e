import type { Places } from '#domain/places/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'

export interface CheckinsNeeds {
  readonly db: Database
  readonly clock: Clock
  /** e.g. `https://example.org` */
  readonly origin: string
  readonly places: Pick<
    Places,
    'findPlace' | 'findBySource' | 'findByUri' | 'nearestTown' | 'saveRemotePlace' | 'addPopularity'
  >
}
