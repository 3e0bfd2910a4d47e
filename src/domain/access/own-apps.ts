import type { AppId, AppWithSecret } from './app.ts'
import { upsertOwnApp } from './app-store.ts'
import type { AccessNeeds } from './needs.ts'
import { knownScopes } from './scopes.ts'

/** Our own web client. It runs in the browser and keeps no secret: PKCE protects its codes. */
const firstPartyClientId = 'cairn-web'

/** To be called at every start: the origin, and with it the address for codes, may have been set since. */
export const ensureFirstPartyApp =
  (needs: AccessNeeds) =>
  (origin: string): Promise<AppWithSecret> =>
    upsertOwnApp(needs.db.sql, {
      ...ownApp(needs),
      clientId: firstPartyClientId,
      name: 'Cairn',
      website: origin,
      redirectUris: [`${origin}/oauth/done`],
      scopes: ['profile', 'read', 'write', 'follow', 'push', 'admin:read', 'admin:write'],
      firstParty: true,
    })

/** Under which the operator makes tokens. It has no address for codes, so nobody can be asked to let it in. */
export function ensureCliApp(needs: AccessNeeds): Promise<AppWithSecret> {
  return upsertOwnApp(needs.db.sql, {
    ...ownApp(needs),
    clientId: 'cairn-cli',
    name: 'Cairn CLI',
    website: null,
    redirectUris: [],
    scopes: knownScopes,
    firstParty: false,
  })
}

function ownApp(needs: AccessNeeds) {
  return {
    id: needs.ids.next<AppId>(),
    clientSecretHash: null,
    createdAt: new Date(needs.clock.now()),
  }
}
