import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import type { MediaProcessor } from './process/index.ts'

export interface MediaNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly storage: Storage
  readonly processor: MediaProcessor
}
