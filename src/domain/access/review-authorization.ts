import { adoptClient, isClientUrl } from './adopt-client.ts'
import type { App } from './app.ts'
import { findClient } from './authenticate-client.ts'
import type { AccessNeeds } from './needs.ts'
import { isWithinScopes, parseScopes } from './scopes.ts'

/** What an app asks for, as it arrives. */
export interface AuthorizationRequest {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseType: string
  readonly scope?: string | undefined
  readonly codeChallenge?: string | undefined
  readonly codeChallengeMethod?: string | undefined
}

export interface ReviewedAuthorization {
  readonly app: App
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly codeChallenge: string | null
}

export type AuthorizationReview =
  | { readonly kind: 'fine'; readonly authorization: ReviewedAuthorization }
  /** Nobody may be sent back: the address is not the app's. To be shown to the person. */
  | { readonly kind: 'stop'; readonly because: 'unknown-app' | 'wrong-redirect-uri' }
  /** To be sent back to the app, whose address is right (RFC 6749, 4.1.2.1). */
  | { readonly kind: 'send-back'; readonly error: AuthorizationError; readonly description: string }

export type AuthorizationError = 'invalid_request' | 'unsupported_response_type' | 'invalid_scope'

/** Whether an app may ask for this: a known app, exactly one of its addresses, within its scopes, S256 or nothing. */
export const reviewAuthorization =
  (needs: AccessNeeds) =>
  async (request: AuthorizationRequest): Promise<AuthorizationReview> => {
    const app = isClientUrl(request.clientId)
      ? await adoptClient(needs, request)
      : await findClient(needs, request.clientId)
    if (!app) return { kind: 'stop', because: 'unknown-app' }
    if (!app.redirectUris.includes(request.redirectUri))
      return { kind: 'stop', because: 'wrong-redirect-uri' }
    if (request.responseType !== 'code') {
      return sendBack('unsupported_response_type', 'Only the response type code is offered.')
    }
    const scopes = parseScopes(request.scope)
    if (!scopes || !isWithinScopes(scopes, app.scopes)) {
      return sendBack(
        'invalid_scope',
        'A scope is unknown, or was not asked for when the app was registered.',
      )
    }
    const fault = challengeFault(request, app.clientSecretHash === null)
    if (fault) return sendBack('invalid_request', fault)
    return {
      kind: 'fine',
      authorization: {
        app,
        redirectUri: request.redirectUri,
        scopes,
        codeChallenge: request.codeChallenge || null,
      },
    }
  }

function sendBack(error: AuthorizationError, description: string): AuthorizationReview {
  return { kind: 'send-back', error, description }
}

/** R34: `plain` protects against nothing, and an app without a secret has nothing else than its challenge. */
function challengeFault(request: AuthorizationRequest, isPublic: boolean): string | undefined {
  const challenge = request.codeChallenge ?? ''
  if (challenge === '') {
    if (request.codeChallengeMethod) return 'There is a code_challenge_method, but no code_challenge.'
    return isPublic ? 'This app has no secret, so it needs PKCE: send a code_challenge.' : undefined
  }
  if (request.codeChallengeMethod !== 'S256') return 'The only code_challenge_method is S256.'
  return /^[A-Za-z0-9_-]{43}$/.test(challenge) ? undefined : 'The code_challenge is not the one of S256.'
}
