import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type TakeoutId = Id<'takeout'>

/** Everything of an account as one archive, and how far it is. */
export interface Takeout {
  readonly id: TakeoutId
  readonly accountId: AccountId
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  /** Steps: posts that are written, and posts whose files are. */
  readonly done: number
  readonly total: number
  /** Bytes; null while it is made. */
  readonly size: number | null
  readonly storageKey: string | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

/** An archive is kept so long. */
export const keptMs = 7 * 86_400_000
