import type { AccountId } from '#domain/accounts/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type SeveranceId = Id<'severance'>

/** What one account here lost when a domain was shut out. */
export interface Severance {
  readonly id: SeveranceId
  readonly accountId: AccountId
  readonly domain: string
  readonly followers: number
  readonly following: number
  readonly createdAt: Date
}
