import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasScope } from '#domain/access/index.ts'
import { localAddresses } from '#domain/accounts/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import { issuerOf } from './describe-server.ts'
import type { OAuthNeeds } from './needs.ts'
import { readBearer } from './read-bearer.ts'

/** GET /oauth/userinfo: who the token's person is, in the words of OpenID Connect. */
export async function userInfo(needs: OAuthNeeds, request: FastifyRequest, reply: FastifyReply) {
  const { accountId, scopes } = await readBearer(needs, request, reply)
  if (accountId === null) throw new Refusal(422, 'This method requires an authenticated user')
  if (!hasScope(scopes, 'profile') && !hasScope(scopes, 'read:accounts')) {
    throw new Refusal(403, 'This action is outside the authorized scopes')
  }
  const account = await needs.accounts.findAccount(accountId)
  if (!account) throw new Error('The account of a token is missing.')
  const { uri, url } = localAddresses(needs.origin, account.username)
  return reply.send({
    iss: issuerOf(needs.origin),
    sub: uri,
    name: account.displayName || account.username,
    preferred_username: account.username,
    profile: url,
    picture: needs.pictureOf(account),
  })
}
