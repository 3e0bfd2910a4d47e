import { words } from '../words.ts'
import { ApiError, refuse, request } from './http.ts'
import { makeChallenge, makeVerifier, toBase64Url } from './pkce.ts'

const CLIENT_ID = 'cairn-web'
/** The last two open only to those who moderate; the server takes them from everybody else. */
const SCOPES = 'read write follow push admin:read:reports admin:write:reports'
const PENDING = 'cairn:sign-in'

interface PendingSignIn {
  readonly state: string
  readonly verifier: string
  readonly returnTo: string
}

function redirectUri(): string {
  return `${location.origin}/oauth/done`
}

/** Leaves the page for the server's authorization page; `/oauth/done` is where it comes back (RFC 6749, 7636). */
export async function beginSignIn(returnTo: string): Promise<void> {
  const pending: PendingSignIn = {
    state: toBase64Url(crypto.getRandomValues(new Uint8Array(16))),
    verifier: makeVerifier(),
    returnTo,
  }
  sessionStorage.setItem(PENDING, JSON.stringify(pending))
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: redirectUri(),
    scope: SCOPES,
    state: pending.state,
    code_challenge: await makeChallenge(pending.verifier),
    code_challenge_method: 'S256',
  })
  location.replace(`/oauth/authorize?${query}`)
}

/**
 * Trades the code in the current address for a token.
 * @throws ApiError when the server refused, or the answer does not belong to a sign-in of this tab
 */
export async function finishSignIn(query: URLSearchParams): Promise<{ token: string; returnTo: string }> {
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? 'null') as PendingSignIn | null
  sessionStorage.removeItem(PENDING)
  const refused = query.get('error')
  if (refused) throw new ApiError(403, query.get('error_description') ?? refused)
  // The state ties the answer to our own question: without it anyone could sign us in as somebody else.
  if (!pending || query.get('state') !== pending.state) {
    throw new ApiError(400, words.http.foreignSignIn)
  }
  const response = await fetch('/oauth/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: query.get('code') ?? '',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri(),
      code_verifier: pending.verifier,
    }),
  })
  const body = (await response.json().catch(() => ({}))) as { access_token?: string }
  if (!response.ok || !body.access_token) throw refuse(response.status, body)
  return { token: body.access_token, returnTo: pending.returnTo }
}

export async function revokeToken(token: string): Promise<void> {
  await request('/oauth/revoke', { method: 'POST', json: { client_id: CLIENT_ID, token } })
}
