import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, isSameOrigin, member, originOf } from '../read-json.ts'
import { importPublicKey } from '../signatures/index.ts'
import type { FetchActor } from './fetch-actor.ts'
import type { FetchDocument } from './fetch-document.ts'
import type { FetchNeeds } from './needs.ts'
import type { ParsedActor } from './parse-actor.ts'
import type { ResolveAccount } from './resolve-account.ts'

/** A key whose owner's document was fetched from its own address and lists it (R3). */
export interface ActorKey {
  readonly keyId: string
  readonly actorUri: string
  readonly key: KeyObject
  /** Milliseconds since 1970 when this was last seen to be so. */
  readonly learnedAt: number
}

export type KeyOutcome =
  | { readonly kind: 'key'; readonly key: ActorKey }
  | { readonly kind: 'unknown' }
  /** The owner's server cannot be asked now. */
  | { readonly kind: 'later' }

export interface FindKey {
  /** From memory or the database; costs no network. */
  known(keyId: string): Promise<ActorKey | undefined>
  /** @param actorUri the actor who claims the key; its own document decides. */
  fetch(keyId: string, actorUri?: string): Promise<KeyOutcome>
  /**
   * Looks once more after a signature did not fit, because keys are rotated: at most every five minutes for a key.
   * @returns the key if it is another one now
   */
  refetch(known: ActorKey): Promise<ActorKey | undefined>
}

type Needs = Pick<FetchNeeds, 'accounts' | 'clock' | 'origin'> & {
  readonly fetchActor: FetchActor
  readonly fetchDocument: FetchDocument
  readonly resolve: Pick<ResolveAccount, 'refresh'>
}

/** R26: what strangers can make this server fetch for keys is bounded. */
const refetchAfterMs = 5 * 60 * 1000
const absentForMs = 10 * 60 * 1000
const unreachableForMs = 30 * 1000
const maxAtOnce = 64
const deadlineMs = 8000

export function createFindKey(needs: Needs): FindKey {
  const keys = new LRUCache<string, ActorKey>({ max: 20_000 })
  /** Until when not to ask again: by key id, or by origin where nobody answers. */
  const resting = new LRUCache<string, { until: number; as: 'unknown' | 'later' }>({ max: 20_000 })
  const running = new Map<string, Promise<KeyOutcome>>()
  const rest = (name: string, ms: number, as: 'unknown' | 'later') => {
    resting.set(name, { until: needs.clock.now() + ms, as })
    return { kind: as } as const
  }
  const restOf = (name: string) => {
    const found = resting.get(name)
    return found && found.until > needs.clock.now() ? found.as : undefined
  }
  const remember = (keyId: string, actor: ParsedActor) => {
    const key = keyOf(actor, keyId, needs.clock.now())
    if (key) keys.set(keyId, key)
    return key
  }

  const ask = async (keyId: string, actorUri: string | undefined): Promise<KeyOutcome> => {
    try {
      const actor = await fetchOwner(needs, keyId, actorUri)
      const key = actor && remember(keyId, actor)
      return key ? { kind: 'key', key } : rest(keyId, absentForMs, 'unknown')
    } catch (error) {
      if (!(error instanceof RemoteFault || isAbort(error))) throw error
      return rest(originOf(keyId) ?? keyId, unreachableForMs, 'later')
    }
  }

  return {
    async known(keyId) {
      const kept = keys.get(keyId)
      if (kept) return kept
      const stored = await findStored(needs, keyId)
      if (stored) keys.set(keyId, stored)
      return stored
    },
    async fetch(keyId, actorUri) {
      const resting = restOf(keyId) ?? restOf(originOf(keyId) ?? keyId)
      if (resting) return { kind: resting }
      const under = running.get(keyId)
      if (under) return under
      if (running.size >= maxAtOnce) return { kind: 'later' }
      const asked = ask(keyId, actorUri).finally(() => running.delete(keyId))
      running.set(keyId, asked)
      return asked
    },
    async refetch(known) {
      const { keyId, actorUri, learnedAt } = known
      const name = `again ${keyId}`
      if (needs.clock.now() - learnedAt < refetchAfterMs || restOf(name)) return undefined
      rest(name, refetchAfterMs, 'later')
      try {
        // An account that is known keeps the new key in the database, too.
        if (await needs.accounts.findByUri(actorUri)) await needs.resolve.refresh(actorUri)
        else needs.fetchActor.forget(actorUri)
        const fetched = await needs.fetchActor(actorUri, AbortSignal.timeout(deadlineMs))
        const key = fetched.kind === 'actor' ? remember(keyId, fetched.actor) : undefined
        return key && !key.key.equals(known.key) ? key : undefined
      } catch (error) {
        if (error instanceof RemoteFault || isAbort(error)) return undefined
        throw error
      }
    },
  }
}

async function findStored(needs: Needs, keyId: string): Promise<ActorKey | undefined> {
  const stored = await needs.accounts.findKey(keyId)
  if (!stored || stored.privatePem !== null) return undefined
  const account = await needs.accounts.findAccount(stored.accountId)
  const imported = importPublicKey(stored.publicPem)
  if (!account?.uri || imported.kind !== 'key') return undefined
  return { keyId, actorUri: account.uri, key: imported.key, learnedAt: account.fetchedAt?.getTime() ?? 0 }
}

/**
 * The actor whose document may vouch for the key. Without a claimed actor the key's own address is asked; where it
 * gives out a bare key (a document apart from the actor's), its owner is asked.
 */
async function fetchOwner(
  needs: Needs,
  keyId: string,
  actorUri: string | undefined,
): Promise<ParsedActor | undefined> {
  const signal = AbortSignal.timeout(deadlineMs)
  if (!isSameOrigin(keyId, actorUri ?? keyId)) return undefined
  const first = await needs.fetchActor(actorUri ?? keyId, signal)
  if (first.kind === 'actor') return isSameOrigin(first.actor.uri, keyId) ? first.actor : undefined
  if (actorUri !== undefined || first.kind !== 'refused' || first.because !== 'not-an-actor') return undefined
  const bare = await needs.fetchDocument(keyId, signal)
  const owner = bare.kind === 'document' ? idOf(member(bare.json, 'owner')) : undefined
  if (!owner || !isSameOrigin(owner, keyId)) return undefined
  const fetched = await needs.fetchActor(owner, signal)
  return fetched.kind === 'actor' && fetched.actor.uri === owner ? fetched.actor : undefined
}

function keyOf(actor: ParsedActor, keyId: string, learnedAt: number): ActorKey | undefined {
  const listed = actor.keys.find((key) => key.keyId === keyId)
  const imported = listed && importPublicKey(listed.publicPem)
  return imported?.kind === 'key' ? { keyId, actorUri: actor.uri, key: imported.key, learnedAt } : undefined
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')
}
