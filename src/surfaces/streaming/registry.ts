import type { TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Channel, ChannelKind } from './channel.ts'
import type { Connection } from './connection.ts'
import type { Subscription } from './subscription.ts'

/** Who listens to what, in this process. */
export interface Registry {
  readonly connections: ReadonlySet<Connection>
  add(connection: Connection): void
  /** Forgets a connection that has ended, with all its subscriptions. */
  remove(connection: Connection): void
  connectionsOf(accountId: AccountId, tokenId: TokenId | null): Connection[]
  subscribe(subscription: Subscription): void
  unsubscribe(connection: Connection, channel: Channel): void
  isSubscribed(connection: Connection, channel: Channel): boolean
  countSubscriptions(connection: Connection): number
  find(kind: ChannelKind, id: string): Iterable<Subscription>
  /** The ids of a kind that somebody listens to. */
  idsOf(kind: ChannelKind): string[]
  accountsOf(kind: 'user' | 'notification' | 'direct'): AccountId[]
}

export function createRegistry(): Registry {
  const connections = new Map<Connection, Map<string, Channel>>()
  const byKind = new Map<ChannelKind, Map<string, Map<Connection, Subscription>>>()
  const drop = (connection: Connection, channel: Channel) => {
    const ofKind = byKind.get(channel.kind)
    const subscriptions = ofKind?.get(channel.id)
    subscriptions?.delete(connection)
    if (subscriptions?.size === 0) ofKind?.delete(channel.id)
  }
  const idsOf = (kind: ChannelKind) => [...(byKind.get(kind)?.keys() ?? [])]
  return {
    get connections() {
      return new Set(connections.keys())
    },
    add: (connection) => void connections.set(connection, new Map()),
    remove(connection) {
      for (const channel of connections.get(connection)?.values() ?? []) drop(connection, channel)
      connections.delete(connection)
    },
    connectionsOf: (accountId, tokenId) =>
      [...connections.keys()].filter(
        ({ reader }) => reader.accountId === accountId && (tokenId === null || reader.tokenId === tokenId),
      ),
    subscribe(subscription) {
      const { connection, channel } = subscription
      connections.get(connection)?.set(keyOf(channel), channel)
      const ofKind = byKind.get(channel.kind) ?? new Map<string, Map<Connection, Subscription>>()
      byKind.set(channel.kind, ofKind)
      const subscriptions = ofKind.get(channel.id) ?? new Map<Connection, Subscription>()
      ofKind.set(channel.id, subscriptions)
      subscriptions.set(connection, subscription)
    },
    unsubscribe(connection, channel) {
      connections.get(connection)?.delete(keyOf(channel))
      drop(connection, channel)
    },
    isSubscribed: (connection, channel) => connections.get(connection)?.has(keyOf(channel)) ?? false,
    countSubscriptions: (connection) => connections.get(connection)?.size ?? 0,
    find: (kind, id) => byKind.get(kind)?.get(id)?.values() ?? [],
    idsOf,
    accountsOf: (kind) => idsOf(kind) as AccountId[],
  }
}

function keyOf(channel: Pick<Channel, 'kind' | 'id'>): string {
  return `${channel.kind} ${channel.id}`
}
