import type { Audit } from '#domain/audit/index.ts'
import type { Instance } from '#domain/instance/index.ts'
import type { ShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import type { Judge } from './judge.ts'

export interface PoliciesNeeds {
  readonly db: Database
  readonly ids: IdMaker
  readonly clock: Clock
  readonly announce: Announce
  readonly origin: string
  readonly instance: Pick<Instance, 'getSettings'>
  readonly audit: Pick<Audit, 'record'>
}

/** The needs, and what the room's files share among themselves. */
export interface PoliciesInside extends PoliciesNeeds {
  /** Every rule, ready to be asked; whoever changes one forgets it after the commit. */
  readonly rules: ShortCache<'open' | 'limited', Judge>
}
