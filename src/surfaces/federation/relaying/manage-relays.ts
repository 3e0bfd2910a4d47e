import type { StaffId } from '#domain/policies/index.ts'
import type { AddOutcome, Relay, RelayNetwork, Relays, Subscriber } from '#domain/relays/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import type { Fetching } from '../fetch/index.ts'
import type { Peers } from '../peers.ts'
import { asUri, originOf } from '../read-json.ts'

interface Needs {
  readonly origin: string
  readonly relays: Pick<
    Relays,
    'addRelay' | 'approveSubscriber' | 'getNetwork' | 'removeRelay' | 'removeSubscriber'
  >
  readonly peers: Pick<Peers, 'isBlocked'>
  readonly resolve: Pick<Fetching['resolve'], 'byUri'>
}

export type AddRelayOutcome =
  | AddOutcome
  | { readonly kind: 'refused'; readonly because: 'no_address' | 'blocked' | 'no_relay' | 'unreachable' }

/** What those who run this server do about relays. */
export interface Relaying {
  list(): Promise<RelayNetwork>
  /**
   * Asks a relay for what others publish.
   * @param address of its inbox, where it ends in `/inbox` (Mastodon); else of its actor (Pleroma)
   */
  add(address: string, by: StaffId): Promise<AddRelayOutcome>
  /** @param which its id, or the address of its inbox or actor; undefined where there is none */
  remove(which: string, by: StaffId): Promise<Relay | undefined>
  /** Lets a server in that has asked this one. */
  approve(host: string, by: StaffId): Promise<Subscriber | undefined>
  /** Refuses it, or shuts it out. */
  refuse(host: string, by: StaffId): Promise<Subscriber | undefined>
}

const deadlineMs = 10_000

export function defineRelaying(needs: Needs): Relaying {
  const { relays } = needs
  return {
    list: () => relays.getNetwork(),
    async add(given, by) {
      const address = asUri(given.trim())
      if (address === undefined || originOf(address) === needs.origin) return refused('no_address')
      if (await needs.peers.isBlocked(new URL(address).host)) return refused('blocked')
      if (new URL(address).pathname.endsWith('/inbox'))
        return relays.addRelay({ inboxUrl: address, actorUri: null, style: 'inbox' }, by)
      try {
        const actor = await needs.resolve.byUri(address, AbortSignal.timeout(deadlineMs))
        if (!actor?.uri || !actor.inboxUrl) return refused('no_relay')
        return await relays.addRelay({ inboxUrl: actor.inboxUrl, actorUri: actor.uri, style: 'actor' }, by)
      } catch (error) {
        const isTrouble =
          error instanceof RemoteFault || (error instanceof DOMException && error.name === 'TimeoutError')
        if (isTrouble) return refused('unreachable')
        throw error
      }
    },
    async remove(which, by) {
      const known = (await relays.getNetwork()).relays
      const relay = known.find((one) => [one.id as string, one.inboxUrl, one.actorUri].includes(which.trim()))
      return relay && relays.removeRelay(relay.id, by)
    },
    approve: (host, by) => relays.approveSubscriber(host.toLowerCase(), by),
    refuse: (host, by) => relays.removeSubscriber(host.toLowerCase(), by),
  }
}

function refused<Because extends string>(because: Because) {
  return { kind: 'refused', because } as const
}
