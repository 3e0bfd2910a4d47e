import { authenticateClient, type ClientCredentials } from './authenticate-client.ts'
import type { TokenResult } from './exchange-code.ts'
import { issueToken } from './issue-token.ts'
import type { AccessNeeds } from './needs.ts'
import { isAdminScope, isWithinScopes, parseScopes } from './scopes.ts'

/** A token for an app itself, without a person (RFC 6749, 4.4). Only for an app with a secret; never admin scopes. */
export const grantClientToken =
  (needs: AccessNeeds) =>
  async (request: ClientCredentials & { readonly scope?: string | undefined }): Promise<TokenResult> => {
    const app = await authenticateClient(needs, request)
    if (!app) return { kind: 'refused', error: 'invalid_client' }
    if (app.clientSecretHash === null) return { kind: 'refused', error: 'unauthorized_client' }
    const scopes = parseScopes(request.scope)
    if (!scopes || !isWithinScopes(scopes, app.scopes)) return { kind: 'refused', error: 'invalid_scope' }
    const { token } = await issueToken(needs, needs.db.sql, {
      appId: app.id,
      accountId: null,
      scopes: scopes.filter((scope) => !isAdminScope(scope)),
    })
    return { kind: 'issued', token }
  }
