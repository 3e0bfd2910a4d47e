import { findByWebFinger } from './find-webfinger.ts'
import type { FetchNeeds } from './needs.ts'
import type { ParsedActor } from './parse-actor.ts'

type Needs = Pick<FetchNeeds, 'http' | 'peers' | 'origin' | 'handleDomain'>

/** Handles of this server are at the host of its addresses, and at the domain that it has for them. */
export function isOwnDomain(
  { origin, handleDomain }: Pick<FetchNeeds, 'origin' | 'handleDomain'>,
  domain: string,
): boolean {
  return domain === new URL(origin).host || domain === handleDomain
}

/**
 * Finds out under which domain an actor has its handle (R8). The actor's own host is asked first, so that no other
 * domain can claim it; where that host names another domain (`social.example` serves `@alice@example`), that domain
 * must name the same actor.
 * @returns the domain, or undefined when the handle is not confirmed
 */
export async function confirmHandle(
  needs: Needs,
  actor: Pick<ParsedActor, 'uri' | 'username'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { host } = new URL(actor.uri)
  const { username } = actor
  const isSame = (name: string | undefined) => name?.toLowerCase() === username.toLowerCase()
  const first = await findByWebFinger(needs, { username, domain: host }, signal)
  if (first?.self !== actor.uri) return undefined
  // A server that names no subject speaks of what it was asked.
  const domain = first.subject?.domain ?? host
  if (isOwnDomain(needs, domain) || (first.subject && !isSame(first.subject.username))) return undefined
  if (domain === host) return host
  const second = await findByWebFinger(needs, { username, domain }, signal)
  if (second?.self !== actor.uri || !second.subject) return undefined
  return second.subject.domain === domain && isSame(second.subject.username) ? domain : undefined
}
