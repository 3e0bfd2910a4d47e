import type { Relationships } from '#domain/relationships/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface ListsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly relationships: Pick<Relationships, 'findStandings'>
}
