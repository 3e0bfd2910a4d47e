import type { KeyObject } from 'node:crypto'
import { type BoundedMap, createBoundedMap } from '#platform/cache/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { idOf, isSameOrigin, member, originOf } from '../read-json.ts'
import { importPublicKey } from '../signatures/index.ts'
import type { FetchActor } from './fetch-actor.ts'
import type { FetchDocument } from './fetch-document.ts'
import type { FetchNeeds } from './needs.ts'
import type { ParsedActor } from './parse-actor.ts'
import type { ResolveAccount } from './resolve-account.ts'
import { createRests, type Rests } from './rests.ts'

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
const freshAfterMs = 60 * 1000
const absentForMs = 10 * 60 * 1000
const unreachableForMs = 30 * 1000
/** A key that its actor has withdrawn counts for no longer: then the database says what its document lists. */
const rememberedForMs = 10 * 60 * 1000
const maxAtOnce = 64
const deadlineMs = 8000

/** What is in memory: keys by id, and what not to ask for again yet, by key id or by the origin that is silent. */
interface Memory {
  readonly keys: BoundedMap<string, { readonly key: ActorKey; readonly since: number }>
  readonly rests: Rests<'unknown' | 'later'>
}

export function createFindKey(needs: Needs): FindKey {
  const keys: Memory['keys'] = createBoundedMap(20_000)
  const memory: Memory = { keys, rests: createRests(needs.clock) }
  const running = new Map<string, Promise<KeyOutcome>>()
  return {
    async known(keyId) {
      const kept = keys.get(keyId)
      const now = needs.clock.now()
      if (kept && now - kept.since < rememberedForMs) return kept.key
      const stored = await findStored(needs, keyId)
      if (stored) keys.set(keyId, { key: stored, since: now })
      else keys.delete(keyId)
      return stored
    },
    async fetch(keyId, actorUri) {
      const resting = memory.rests.find(keyId) ?? memory.rests.find(originOf(keyId) ?? keyId)
      if (resting) return { kind: resting }
      const under = running.get(keyId)
      if (under) return under
      if (running.size >= maxAtOnce) return { kind: 'later' }
      const asked = ask(needs, memory, { keyId, actorUri }).finally(() => running.delete(keyId))
      running.set(keyId, asked)
      return asked
    },
    refetch: (known) => askAgain(needs, memory, known),
  }
}

async function ask(
  needs: Needs,
  memory: Memory,
  { keyId, actorUri }: { keyId: string; actorUri: string | undefined },
): Promise<KeyOutcome> {
  try {
    const actor = await fetchOwner(needs, keyId, actorUri)
    const key =
      actor && (remember(needs, memory, actor, keyId) ?? (await lookFresh(needs, memory, actor, keyId)))
    return key ? { kind: 'key', key } : { kind: memory.rests.begin(keyId, absentForMs, 'unknown') }
  } catch (error) {
    if (!isTrouble(error)) throw error
    return { kind: memory.rests.begin(originOf(keyId) ?? keyId, unreachableForMs, 'later') }
  }
}

/**
 * What was fetched a moment ago may be older than a key that was rotated since: it is fetched once more, but once a
 * minute at most, whatever keys strangers name.
 */
async function lookFresh(
  needs: Needs,
  memory: Memory,
  { uri }: ParsedActor,
  keyId: string,
): Promise<ActorKey | undefined> {
  const name = `fresh ${uri}`
  if (memory.rests.find(name)) return undefined
  memory.rests.begin(name, freshAfterMs, 'later')
  needs.fetchActor.forget(uri)
  const fetched = await needs.fetchActor(uri, AbortSignal.timeout(deadlineMs))
  return fetched.kind === 'actor' ? remember(needs, memory, fetched.actor, keyId) : undefined
}

/** An account that is known keeps the new key in the database, too. */
async function askAgain(needs: Needs, memory: Memory, known: ActorKey): Promise<ActorKey | undefined> {
  const { keyId, actorUri, learnedAt } = known
  const name = `again ${keyId}`
  if (needs.clock.now() - learnedAt < refetchAfterMs || memory.rests.find(name)) return undefined
  memory.rests.begin(name, refetchAfterMs, 'later')
  try {
    if (await needs.accounts.findByUri(actorUri)) await needs.resolve.refresh(actorUri)
    else needs.fetchActor.forget(actorUri)
    const fetched = await needs.fetchActor(actorUri, AbortSignal.timeout(deadlineMs))
    const key = fetched.kind === 'actor' ? remember(needs, memory, fetched.actor, keyId) : undefined
    return key && !key.key.equals(known.key) ? key : undefined
  } catch (error) {
    if (!isTrouble(error)) throw error
    return undefined
  }
}

function remember(needs: Needs, memory: Memory, actor: ParsedActor, keyId: string): ActorKey | undefined {
  const now = needs.clock.now()
  const key = keyOf(actor, keyId, now)
  if (key) memory.keys.set(keyId, { key, since: now })
  return key
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

/** The other server's trouble, or its slowness; anything else is ours. */
function isTrouble(error: unknown): boolean {
  if (error instanceof RemoteFault) return true
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')
}
