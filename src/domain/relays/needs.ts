import type { Audit } from '#domain/audit/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { Policies } from '#domain/policies/index.ts'
import type { ShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { RelayNetwork } from './relay.ts'

export interface RelaysNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly instance: Pick<Instance, 'getSettings'>
  readonly policies: Pick<Policies, 'listAllAllows'>
  readonly audit: Pick<Audit, 'record'>
}

/** The needs, and what the room's files share among themselves. */
export interface RelaysInside extends RelaysNeeds {
  /** Whoever changes a relay or a subscriber forgets it after the commit. */
  readonly network: ShortCache<'all', RelayNetwork>
}
