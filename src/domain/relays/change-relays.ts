import type { StaffId } from '#domain/policies/index.ts'
import { relayAdded, relayRemoved } from './events.ts'
import type { RelaysInside } from './needs.ts'
import type { Relay, RelayId } from './relay.ts'
import { deleteRelay, insertRelay, selectRelays, updateRelay } from './relay-store.ts'

export const maxRelays = 100

export type AddOutcome =
  | { readonly kind: 'added'; readonly relay: Relay }
  | { readonly kind: 'refused'; readonly because: 'there_already' | 'too_many' }

/** Asks a relay for what others publish; until it agrees, nothing of it is believed. */
export const addRelay =
  (needs: RelaysInside) =>
  async (asked: Pick<Relay, 'inboxUrl' | 'actorUri' | 'style'>, by: StaffId): Promise<AddOutcome> =>
    needs.db.transact(async (tx) => {
      if ((await selectRelays(tx.sql, maxRelays)).length >= maxRelays)
        return { kind: 'refused', because: 'too_many' }
      const relay = await insertRelay(tx.sql, { ...asked, id: needs.ids.next<RelayId>() })
      if (!relay) return { kind: 'refused', because: 'there_already' }
      tx.forget(needs.network.forgetAll)
      await needs.audit.record(tx, entry('add_relay', relay, by))
      await needs.announce(tx, relayAdded, factOf(relay))
      return { kind: 'added', relay }
    })

/** Ends it from this side. @returns undefined when there is none of that id */
export const removeRelay =
  (needs: RelaysInside) =>
  async (id: RelayId, by: StaffId): Promise<Relay | undefined> =>
    needs.db.transact(async (tx) => {
      const relay = await deleteRelay(tx.sql, id)
      if (!relay) return undefined
      tx.forget(needs.network.forgetAll)
      await needs.audit.record(tx, entry('remove_relay', relay, by))
      await needs.announce(tx, relayRemoved, factOf(relay))
      return relay
    })

/**
 * A relay has said yes or no. It counts of the one that was asked alone: of its actor where that is known, else of
 * one at the origin of its inbox.
 * @returns whether it counted
 */
export const takeRelayAnswer =
  (needs: RelaysInside) =>
  async (answer: { id: RelayId; actorUri: string; state: 'accepted' | 'refused' }): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const { id, actorUri, state } = answer
      const relay = (await selectRelays(tx.sql, maxRelays)).find((one) => one.id === id)
      if (!relay) return false
      const isAsked =
        relay.actorUri === null
          ? URL.parse(relay.inboxUrl)?.origin === URL.parse(actorUri)?.origin
          : relay.actorUri === actorUri
      if (!isAsked) return false
      await updateRelay(tx.sql, id, { state, actorUri })
      tx.forget(needs.network.forgetAll)
      return true
    })

function factOf({ id, inboxUrl, actorUri, style }: Relay) {
  return { subject: `relay:${id}`, data: { id, inboxUrl, actorUri, style } }
}

function entry(action: string, relay: Relay, staffId: StaffId) {
  const target = `domain:${new URL(relay.inboxUrl).host}`
  return { staffId, action, target, detail: { inboxUrl: relay.inboxUrl } }
}
