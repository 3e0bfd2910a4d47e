import type { Accounts } from '#domain/accounts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import type { Places } from '#domain/places/index.ts'
import type { Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'

export interface CheckinsNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly accounts: Pick<
    Accounts,
    'findAccounts' | 'createLocalAccount' | 'findByHandle' | 'findLocalByNames'
  >
  /** e.g. `https://example.org` */
  readonly origin: string
  readonly media: Pick<MediaRoom, 'findProposal' | 'forgetProposals'>
  readonly places: Pick<
    Places,
    | 'nearPoint'
    | 'findPlace'
    | 'findPlaces'
    | 'findBySource'
    | 'findByUri'
    | 'nearestTown'
    | 'saveRemotePlace'
    | 'addPopularity'
    | 'listMergedInto'
  >
  readonly posts: Pick<Posts, 'boostPost' | 'findPost' | 'hidePost' | 'refreshFooter' | 'keepVisible'>
  readonly relationships: Pick<Relationships, 'findStandings'>
}
