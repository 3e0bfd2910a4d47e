import type { AppWithSecret } from './app.ts'
import { selectAppByClientId } from './app-store.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, matchesSecret } from './secrets.ts'

export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret?: string | undefined
}

/**
 * The app that these credentials are of. One that was given a secret must show it; one that was not must not.
 * @returns undefined for an unknown app or a wrong secret, alike
 */
export async function authenticateClient(
  needs: AccessNeeds,
  { clientId, clientSecret }: ClientCredentials,
): Promise<AppWithSecret | undefined> {
  const app = await findClient(needs, clientId)
  const secret = clientSecret ?? ''
  if (!app) return undefined
  if (app.clientSecretHash === null) return secret === '' ? app : undefined
  return matchesSecret(secret, app.clientSecretHash) ? app : undefined
}

/** By its public name alone. */
export async function findClient(needs: AccessNeeds, clientId: string): Promise<AppWithSecret | undefined> {
  // Other texts cannot be one, and some the database would choke on.
  const isOne = /^[\w-]{1,100}$/.test(clientId) || /^https?:\/\/[\x21-\x7e]{1,290}$/.test(clientId)
  return isOne ? selectAppByClientId(needs.db.sql, clientId) : undefined
}

/** What proves, without the secret being known, that a challenge was made from this verifier (RFC 7636, S256). */
export function challengeOf(verifier: string): string {
  return hashSecret(verifier).toString('base64url')
}
