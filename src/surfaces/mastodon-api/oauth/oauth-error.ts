import type { FastifyReply } from 'fastify'

/** RFC 6749, 5.2, and what apps of this API expect beside it. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'

const errors: Readonly<Record<OAuthError, readonly [number, string]>> = {
  invalid_request: [400, 'A parameter is missing or malformed.'],
  invalid_client: [401, 'The app is unknown, or its client_secret is missing or wrong.'],
  invalid_grant: [
    400,
    'The code is unknown, expired or used, or it was made for another app, redirect_uri or code_verifier.',
  ],
  invalid_scope: [400, 'A scope is unknown, or was not asked for when the app was registered.'],
  unauthorized_client: [403, 'This app may not do that.'],
  unsupported_grant_type: [400, 'The grant_type must be authorization_code or client_credentials.'],
}

/** Answers an OAuth request with an error that apps understand. */
export function sendOAuthError(reply: FastifyReply, error: OAuthError, description?: string): FastifyReply {
  const [status, text] = errors[error]
  if (error === 'invalid_client') void reply.header('www-authenticate', 'Basic realm="Cairn"')
  return reply.code(status).send({ error, error_description: description ?? text })
}
