import type { Id } from '#platform/ids/index.ts'

export type RelayId = Id<'relay'>

/** `inbox`: everything public is followed at the address of an inbox (Mastodon); `actor`: an actor is (Pleroma). */
export type RelayStyle = 'inbox' | 'actor'

/** A server that passes public posts on to this one, and takes those of people here. */
export interface Relay {
  readonly id: RelayId
  readonly inboxUrl: string
  /** Who speaks for it; of one that was asked by its inbox it is known when it has answered. */
  readonly actorUri: string | null
  readonly style: RelayStyle
  readonly state: 'requested' | 'accepted' | 'refused'
  readonly createdAt: Date
}

/** A server that this one passes public posts on to. */
export interface Subscriber {
  readonly id: RelayId
  /** Who has asked. */
  readonly actorUri: string
  readonly host: string
  readonly inboxUrl: string
  /** The id of what it asked with. */
  readonly followUri: string
  readonly style: RelayStyle
  readonly state: 'requested' | 'accepted'
  readonly createdAt: Date
}

/** Everything at once. */
export interface RelayNetwork {
  readonly relays: readonly Relay[]
  readonly subscribers: readonly Subscriber[]
}
