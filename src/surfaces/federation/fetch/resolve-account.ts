import type { Account } from '#domain/accounts/index.ts'
import { originOf } from '../read-json.ts'
import { confirmHandle, isOwnDomain } from './confirm-handle.ts'
import type { FetchActor } from './fetch-actor.ts'
import { findByWebFinger, type Handle, parseHandle } from './find-webfinger.ts'
import type { FetchNeeds } from './needs.ts'
import type { ParsedActor } from './parse-actor.ts'

type Needs = Pick<FetchNeeds, 'http' | 'peers' | 'origin' | 'handleDomain' | 'accounts' | 'emojis'> & {
  readonly fetchActor: FetchActor
}

export interface ResolveAccount {
  /**
   * An account by its ActivityPub id: known here, or else fetched, its handle confirmed both ways (R8), and saved.
   * @returns undefined when there is none that may be believed
   * @throws RemoteFault with `retry: 'later'`
   */
  byUri(uri: string, signal?: AbortSignal): Promise<Account | undefined>
  /** The same by handle. */
  byHandle(handle: Handle, signal?: AbortSignal): Promise<Account | undefined>
  /** Fetches what is known already once more: profile, addresses, keys. */
  refresh(uri: string, signal?: AbortSignal): Promise<Account | undefined>
}

export function createResolveAccount(needs: Needs): ResolveAccount {
  const resolve: ResolveAccount = {
    async byUri(uri, signal) {
      const known = await needs.accounts.findByUri(uri)
      if (known || originOf(uri) === needs.origin) return known
      const fetched = await needs.fetchActor(uri, signal)
      return fetched.kind === 'actor' ? save(needs, fetched.actor, signal) : undefined
    },
    async byHandle(given, signal) {
      const handle = parseHandle(`${given.username}@${given.domain}`)
      if (!handle) return undefined
      const isOwn = isOwnDomain(needs, handle.domain)
      const known = await needs.accounts.findByHandle(handle.username, isOwn ? null : handle.domain)
      if (known || isOwn) return known
      const found = await findByWebFinger(needs, handle, signal)
      return found?.self ? resolve.byUri(found.self, signal) : undefined
    },
    async refresh(uri, signal) {
      needs.fetchActor.forget(uri)
      const fetched = await needs.fetchActor(uri, signal)
      return fetched.kind === 'actor' ? save(needs, fetched.actor, signal) : undefined
    },
  }
  return resolve
}

async function save(
  needs: Needs,
  { emojis, ...actor }: ParsedActor,
  signal: AbortSignal | undefined,
): Promise<Account | undefined> {
  const known = await needs.accounts.findByUri(actor.uri)
  // The name has been confirmed before, and has not changed since.
  const keptDomain = known?.username === actor.username ? known.domain : null
  const domain = keptDomain ?? (await confirmHandle(needs, actor, signal))
  if (domain === undefined || (await needs.peers.isBlocked(domain))) return undefined
  await needs.emojis.saveRemote(domain, emojis)
  return needs.accounts.saveRemoteAccount({ ...actor, domain })
}
