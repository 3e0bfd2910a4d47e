import type { Accounts } from '#domain/accounts/index.ts'
import type { Emojis } from '#domain/emojis/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { OutboundHttp } from '#platform/outbound-http/index.ts'
import type { Peers, PeersNeeds } from '../peers.ts'

export interface FetchNeeds {
  readonly policies: PeersNeeds['policies']
  readonly db: Database
  readonly clock: Clock
  readonly http: Pick<OutboundHttp, 'request'>
  readonly peers: Pick<Peers, 'isBlocked' | 'findScheme' | 'rememberScheme'>
  readonly accounts: Pick<
    Accounts,
    | 'findAccount'
    | 'findByHandle'
    | 'findByUri'
    | 'findKey'
    | 'listOwnKeys'
    | 'createLocalAccount'
    | 'saveRemoteAccount'
  >
  readonly emojis: Pick<Emojis, 'saveRemote'>
  /** e.g. `https://example.org` */
  readonly origin: string
  /** The domain of handles here: the origin's host, or one that points to it. */
  readonly handleDomain: string
}
