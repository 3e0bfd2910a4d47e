import { domainsAbove, type StaffId } from '#domain/policies/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { relaySubscribed, relayUnsubscribed } from './events.ts'
import type { RelaysInside } from './needs.ts'
import type { RelayId, Subscriber } from './relay.ts'
import { deleteSubscriber, lockSubscriber, selectSubscribers, upsertSubscriber } from './relay-store.ts'

export const maxSubscribers = 500

export type SubscribeOutcome =
  | { readonly kind: 'accepted' | 'requested'; readonly subscriber: Subscriber }
  | { readonly kind: 'refused'; readonly because: 'no_relay' | 'full' }

/** Another server asks to be passed what is public. One that asks again has missed the answer, and gets it again. */
export const takeSubscription =
  (needs: RelaysInside) =>
  async (asked: Omit<Subscriber, 'id' | 'host' | 'state' | 'createdAt'>): Promise<SubscribeOutcome> => {
    const { host } = new URL(asked.actorUri)
    const [{ relay: mode }, allows] = await Promise.all([
      needs.instance.getSettings(),
      needs.policies.listAllAllows(),
    ])
    if (mode === 'off') return { kind: 'refused', because: 'no_relay' }
    const names = domainsAbove(host)
    const isLetIn = mode === 'open' || allows.some(({ domain }) => names.includes(domain))
    return needs.db.transact(async (tx) => {
      const known = await lockSubscriber(tx.sql, asked.actorUri)
      if (!known && (await selectSubscribers(tx.sql, maxSubscribers)).length >= maxSubscribers)
        return { kind: 'refused', because: 'full' }
      const state = isLetIn ? 'accepted' : (known?.state ?? 'requested')
      const id = known?.id ?? needs.ids.next<RelayId>()
      const subscriber = await upsertSubscriber(tx.sql, { ...asked, id, host, state })
      if (!subscriber) throw new Error('A subscriber of the relay is missing.')
      tx.forget(needs.network.forgetAll)
      if (state === 'accepted') await needs.announce(tx, relaySubscribed, factOf(subscriber))
      return { kind: state, subscriber }
    })
  }

/** Another server leaves. @returns whether it was there */
export const endSubscription =
  (needs: RelaysInside) =>
  async (actorUri: string): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const gone = await deleteSubscriber(tx.sql, actorUri)
      if (gone) tx.forget(needs.network.forgetAll)
      return gone !== undefined
    })

/** Lets a server in that has asked. @returns undefined when none of that host has */
export const approveSubscriber =
  (needs: RelaysInside) =>
  async (host: string, by: StaffId): Promise<Subscriber | undefined> =>
    needs.db.transact(async (tx) => {
      const asked = await findByHost(tx, host)
      const subscriber = asked && (await upsertSubscriber(tx.sql, { ...asked, state: 'accepted' }))
      if (!subscriber) return undefined
      tx.forget(needs.network.forgetAll)
      await needs.audit.record(tx, entry('approve_relay_subscriber', subscriber, by))
      await needs.announce(tx, relaySubscribed, factOf(subscriber))
      return subscriber
    })

/** Refuses a server that has asked, or shuts one out. @returns undefined when there is none of that host */
export const removeSubscriber =
  (needs: RelaysInside) =>
  async (host: string, by: StaffId): Promise<Subscriber | undefined> =>
    needs.db.transact(async (tx) => {
      const found = await findByHost(tx, host)
      const gone = found && (await deleteSubscriber(tx.sql, found.actorUri))
      if (!gone) return undefined
      tx.forget(needs.network.forgetAll)
      await needs.audit.record(tx, entry('remove_relay_subscriber', gone, by))
      await needs.announce(tx, relayUnsubscribed, factOf(gone))
      return gone
    })

async function findByHost(tx: Transaction, host: string): Promise<Subscriber | undefined> {
  const found = (await selectSubscribers(tx.sql, maxSubscribers)).find((one) => one.host === host)
  return found && lockSubscriber(tx.sql, found.actorUri)
}

function factOf({ id, inboxUrl, actorUri, followUri, style }: Subscriber) {
  return { subject: `subscriber:${id}`, data: { id, inboxUrl, actorUri, followUri, style } }
}

function entry(action: string, { host, actorUri }: Subscriber, staffId: StaffId) {
  return { staffId, action, target: `domain:${host}`, detail: { actorUri } }
}
