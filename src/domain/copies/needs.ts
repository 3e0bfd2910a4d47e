import type { Policies } from '#domain/policies/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'
import type { Storage } from '#platform/storage/index.ts'

export interface CopiesNeeds {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly storage: Pick<Storage, 'put' | 'remove'>
  readonly http: Pick<OutboundHttp, 'download'>
  readonly policies: Pick<Policies, 'policyFor'>
  /** How long a copy is good, and how much all may be together. */
  readonly keep: { readonly days: number; readonly mebibytes: number }
}
