import { createShortCache } from '#platform/cache/index.ts'
import { addRelay, maxRelays, removeRelay, takeRelayAnswer } from './change-relays.ts'
import {
  approveSubscriber,
  endSubscription,
  maxSubscribers,
  removeSubscriber,
  takeSubscription,
} from './change-subscribers.ts'
import type { RelaysInside, RelaysNeeds } from './needs.ts'
import type { RelayNetwork } from './relay.ts'
import { selectRelays, selectSubscribers } from './relay-store.ts'

export type { AddOutcome } from './change-relays.ts'
export type { SubscribeOutcome } from './change-subscribers.ts'
export { relayAdded, relayRemoved, relaySubscribed, relayUnsubscribed } from './events.ts'
export type { Relay, RelayId, RelayNetwork, RelayStyle, Subscriber } from './relay.ts'

/** Servers that pass public posts on: to this one, and by this one. */
export interface Relays {
  /** All of them; from memory. */
  getNetwork(): Promise<RelayNetwork>
  addRelay: ReturnType<typeof addRelay>
  removeRelay: ReturnType<typeof removeRelay>
  takeRelayAnswer: ReturnType<typeof takeRelayAnswer>
  takeSubscription: ReturnType<typeof takeSubscription>
  endSubscription: ReturnType<typeof endSubscription>
  approveSubscriber: ReturnType<typeof approveSubscriber>
  removeSubscriber: ReturnType<typeof removeSubscriber>
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function defineRelays(outer: RelaysNeeds): Relays {
  const { sql } = outer.db
  const needs: RelaysInside = {
    ...outer,
    network: createShortCache<'all', RelayNetwork>({
      clock: outer.clock,
      ttlMs: freshMs,
      max: 1,
      shared: { changes: outer.db.changes, kind: 'relays' },
    }),
  }
  const load = async (): Promise<RelayNetwork> => {
    const [relays, subscribers] = await Promise.all([
      selectRelays(sql, maxRelays),
      selectSubscribers(sql, maxSubscribers),
    ])
    return { relays, subscribers }
  }
  return {
    getNetwork: async () => (await needs.network.get('all', load)) ?? load(),
    addRelay: addRelay(needs),
    removeRelay: removeRelay(needs),
    takeRelayAnswer: takeRelayAnswer(needs),
    takeSubscription: takeSubscription(needs),
    endSubscription: endSubscription(needs),
    approveSubscriber: approveSubscriber(needs),
    removeSubscriber: removeSubscriber(needs),
  }
}
