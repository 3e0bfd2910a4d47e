import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { InstanceCounts } from '#domain/statistics/index.ts'

export interface DiscoverNeeds {
  readonly origin: string
  readonly handleDomain: string
  readonly accounts: Pick<Accounts, 'findByHandle'>
  /** Accounts by which places and neighbourhoods are followed. */
  readonly placeAccounts: { find(username: string): Promise<Account | undefined> }
  /** How many use it; from a cache, because every crawler of the network asks. */
  readonly countInstance: () => Promise<UsageCounts>
  /** What the server says of itself. */
  readonly describeServer: () => Promise<ServerFacts>
}

export type UsageCounts = Pick<InstanceCounts, 'users' | 'activeMonth' | 'activeHalfYear' | 'posts'>

export interface ServerFacts {
  readonly version: string
  readonly name: string
  readonly description: string
  readonly openRegistrations: boolean
}
