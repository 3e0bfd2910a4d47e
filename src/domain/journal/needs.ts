import type { Accounts } from '#domain/accounts/index.ts'
import type { Checkins } from '#domain/checkins/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface JournalNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly ids: IdMaker
  readonly accounts: Pick<Accounts, 'findAccounts'>
  readonly places: Pick<Places, 'findPlaces'>
  readonly posts: Pick<Posts, 'keepVisible'>
  readonly checkins: Pick<Checkins, 'findForViewer' | 'findPreferences' | 'showAt'>
  readonly relationships: Pick<Relationships, 'findStandings' | 'findHidden'>
}
