import type { Copies } from '#domain/copies/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Storage } from '#platform/storage/index.ts'
import type { MediaProcessor } from './process/index.ts'

export interface MediaNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly storage: Storage
  readonly copies: Pick<Copies, 'forget'>
  readonly processor: MediaProcessor
}
