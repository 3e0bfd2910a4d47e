import type { AppId, AppWithSecret } from './app.ts'
import { insertAdopted, selectAppByClientId } from './app-store.ts'
import type { AccessNeeds } from './needs.ts'

/** What a client that is an address may ask for: to write, and to read its own. */
const adoptedScopes = ['profile', 'read', 'write:statuses', 'write:media']

/**
 * A client whose id is its own address (IndieAuth, https://indieauth.spec.indieweb.org/#client-identifier) needs no
 * registration: it is known from then on. It has no secret, so it must prove itself by PKCE, and is called back on its
 * own origin only: nothing is fetched to find other addresses.
 * @returns undefined when the id is no such address, or the way back leads elsewhere
 */
export async function adoptClient(
  needs: Pick<AccessNeeds, 'db' | 'ids' | 'clock' | 'origin'>,
  { clientId, redirectUri }: { readonly clientId: string; readonly redirectUri: string },
): Promise<AppWithSecret | undefined> {
  const client = readClientUrl(clientId, needs.origin)
  if (!client || URL.parse(redirectUri)?.origin !== client.origin || redirectUri.includes('#'))
    return undefined
  const known = await selectAppByClientId(needs.db.sql, clientId)
  // Each way back lies on the origin that the id names: one is as good as the other.
  if (known) return { ...known, redirectUris: [redirectUri] }
  await insertAdopted(needs.db.sql, {
    id: needs.ids.next<AppId>(),
    clientId,
    clientSecretHash: null,
    name: client.host.slice(0, 60),
    website: client.href,
    redirectUris: [redirectUri],
    scopes: adoptedScopes,
    firstParty: false,
    createdAt: new Date(needs.clock.now()),
  })
  return selectAppByClientId(needs.db.sql, clientId)
}

/** Whether a client's id is an address, and not one that was given out here. */
export function isClientUrl(clientId: string): boolean {
  return /^https?:\/\//.test(clientId)
}

const maxLength = 300

/** https with a name; http only where this server itself is reached so. */
function readClientUrl(clientId: string, origin: string): URL | undefined {
  if (clientId.length > maxLength || !/^[\x21-\x7e]+$/.test(clientId) || clientId.includes('#'))
    return undefined
  const url = URL.parse(clientId)
  if (!url || url.username !== '' || url.password !== '' || /\/\.\.?(?:\/|$)/.test(clientId)) return undefined
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && origin.startsWith('http:'))
  return isAllowed ? url : undefined
}
