import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TokenGrant } from '#domain/access/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import type { OAuthNeeds } from './needs.ts'

/** The token of the header, and only of the header (R43). @throws Refusal 401, or 429 */
export async function readBearer(
  needs: OAuthNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<TokenGrant> {
  const token = /^Bearer +(\S{1,512})$/i.exec(request.headers.authorization ?? '')?.[1]
  const grant = token === undefined ? undefined : await needs.access.findToken(token)
  needs.limit(request, reply, grant?.accountId ?? undefined)
  if (!grant) {
    throw new Refusal(401, 'The access token is invalid', {
      headers: { 'www-authenticate': 'Bearer realm="Cairn", error="invalid_token"' },
    })
  }
  return grant
}
