import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TokenResult } from '#domain/access/index.ts'
import { localAddresses } from '#domain/accounts/index.ts'
import type { OAuthNeeds } from './needs.ts'
import { sendOAuthError } from './oauth-error.ts'
import { readClient } from './read-client.ts'
import { readParameters, textOf } from './read-parameters.ts'

/** POST /oauth/token (RFC 6749, 4.1.3 and 4.4.2). Neither password nor implicit grants (R34). */
export async function issueToken(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  needs.limit(request, reply, undefined)
  const parameters = await readParameters(request)
  const client = readClient(request, parameters)
  switch (textOf(parameters, 'grant_type')) {
    case 'authorization_code': {
      const code = textOf(parameters, 'code')
      if (code === '') return sendOAuthError(reply, 'invalid_request', 'The parameter code is missing.')
      const result = await needs.access.exchangeCode({
        ...client,
        code,
        redirectUri: textOf(parameters, 'redirect_uri'),
        codeVerifier: textOf(parameters, 'code_verifier') || undefined,
      })
      const isIndie = /^https?:/.test(client.clientId)
      return send(reply, result, isIndie ? await whoseToken(needs, result) : undefined)
    }
    case 'client_credentials': {
      const scope = textOf(parameters, 'scope')
      return send(reply, await needs.access.grantClientToken({ ...client, scope }))
    }
    case '':
      return sendOAuthError(reply, 'invalid_request', 'The parameter grant_type is missing.')
    default:
      return sendOAuthError(reply, 'unsupported_grant_type')
  }
}

/** Whom a token is of, by their profile: IndieAuth's clients know people by it (section 5.3.3). */
async function whoseToken(needs: OAuthNeeds, result: TokenResult): Promise<{ me: string } | undefined> {
  const grant = result.kind === 'issued' ? await needs.access.findToken(result.token.accessToken) : undefined
  const account = grant?.accountId && (await needs.accounts.findAccount(grant.accountId))
  return account ? { me: localAddresses(needs.origin, account.username).url } : undefined
}

function send(reply: FastifyReply, result: TokenResult, more: { me?: string } = {}): FastifyReply {
  if (result.kind === 'refused') return sendOAuthError(reply, result.error)
  return reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).send({
    access_token: result.token.accessToken,
    token_type: 'Bearer',
    scope: result.token.scopes.join(' '),
    ...more,
    created_at: Math.floor(result.token.createdAt.getTime() / 1000),
  })
}

/** POST /oauth/revoke (RFC 7009). */
export async function revokeToken(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  needs.limit(request, reply, undefined)
  const parameters = await readParameters(request)
  const token = textOf(parameters, 'token')
  if (token === '') return sendOAuthError(reply, 'invalid_request', 'The parameter token is missing.')
  const result = await needs.access.revokeToken({ ...readClient(request, parameters), token })
  if (result.kind === 'refused') return sendOAuthError(reply, result.error)
  return reply.send({})
}
