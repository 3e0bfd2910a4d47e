import { createShortCache } from '#platform/cache/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { typeAmong } from '../read-json.ts'
import { actorTypes } from '../vocabulary.ts'
import type { FetchDocument, FetchOutcome } from './fetch-document.ts'
import { type ParsedActor, parseActor } from './parse-actor.ts'

export type ActorOutcome =
  | { readonly kind: 'actor'; readonly actor: ParsedActor }
  | Exclude<FetchOutcome, { kind: 'document' }>
  | { readonly kind: 'refused'; readonly because: 'not-an-actor' }

export interface FetchActor {
  /** From its own address, or from memory where it was fetched within the last minute: bursts ask once. */
  (uri: string, signal?: AbortSignal): Promise<ActorOutcome>
  /** The next look goes to the network. */
  forget(uri: string): void
}

/** @throws RemoteFault as `fetchDocument` does */
export function createFetchActor(needs: {
  clock: Clock
  origin: string
  fetchDocument: FetchDocument
}): FetchActor {
  const cache = createShortCache<string, ActorOutcome>({ clock: needs.clock, ttlMs: 60_000, max: 2000 })
  const load = async (uri: string, signal?: AbortSignal): Promise<ActorOutcome> => {
    const fetched = await needs.fetchDocument(uri, signal)
    if (fetched.kind !== 'document') return fetched
    const isActor = typeAmong(fetched.json, actorTypes) !== undefined
    const actor = isActor ? parseActor(fetched.json, fetched.uri, needs.origin) : undefined
    return actor ? { kind: 'actor', actor } : { kind: 'refused', because: 'not-an-actor' }
  }
  const fetchActor = async (uri: string, signal?: AbortSignal): Promise<ActorOutcome> =>
    (await cache.get(uri, () => load(uri, signal))) ?? { kind: 'gone' }
  return Object.assign(fetchActor, { forget: (uri: string) => cache.forget(uri) })
}
