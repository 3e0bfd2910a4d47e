import type { Account } from '#domain/accounts/index.ts'
import { createFetchActor } from './fetch-actor.ts'
import { createFetchDocument, type FetchDocument } from './fetch-document.ts'
import { createFindKey, type FindKey } from './find-key.ts'
import type { Handle } from './find-webfinger.ts'
import { defineInstanceActor, type InstanceActor, relayUsername } from './instance-actor.ts'
import { createLookUpRemote } from './look-up-remote.ts'
import type { FetchNeeds } from './needs.ts'
import { createResolveAccount, type ResolveAccount } from './resolve-account.ts'

export { isOwnDomain } from './confirm-handle.ts'
export type { FetchDocument, FetchOutcome } from './fetch-document.ts'
export { maxJsonDepth } from './fetch-document.ts'
export type { ActorKey, FindKey, KeyOutcome } from './find-key.ts'
export { type Handle, parseHandle } from './find-webfinger.ts'
export {
  type InstanceActor,
  instanceActorUri,
  type PublicKeys,
  relayUsername,
  serverActorUri,
  serverKeyId,
} from './instance-actor.ts'
export type { FetchNeeds } from './needs.ts'
export type { ResolveAccount } from './resolve-account.ts'
export { createResolveUrl, type Resolved } from './resolve-url.ts'

/** What this server learns by asking others: documents, who somebody is, whose key it is. */
export interface Fetching {
  /** Served at `/actor`. */
  readonly instanceActor: InstanceActor
  /** Passes on what others publish; made when that is first wanted. Served at `/relay`. */
  readonly relayActor: InstanceActor
  readonly fetchDocument: FetchDocument
  readonly resolve: ResolveAccount
  readonly findKey: FindKey
  /** Accounts of other servers by handle, as many as answer within five seconds. */
  lookUpRemote(handles: readonly Handle[]): Promise<Account[]>
}

export function defineFetching(needs: FetchNeeds): Fetching {
  const { accounts, clock, emojis, handleDomain, http, origin, peers } = needs
  const instanceActor = defineInstanceActor(needs)
  const fetchDocument = createFetchDocument({ clock, http, peers, origin, instanceActor })
  const fetchActor = createFetchActor({ clock, origin, fetchDocument })
  const resolve = createResolveAccount({ http, peers, origin, handleDomain, accounts, emojis, fetchActor })
  return {
    instanceActor,
    relayActor: defineInstanceActor(needs, relayUsername),
    fetchDocument,
    resolve,
    findKey: createFindKey({ accounts, clock, origin, fetchActor, fetchDocument, resolve }),
    lookUpRemote: createLookUpRemote(resolve),
  }
}
