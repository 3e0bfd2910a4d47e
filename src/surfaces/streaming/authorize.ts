import type { IncomingMessage } from 'node:http'
import { hasScope } from '#domain/access/index.ts'
import { Refusal } from '#platform/http-server/index.ts'
import type { Channel } from './channel.ts'
import type { Reader } from './connection.ts'
import type { StreamingNeeds } from './needs.ts'

/**
 * The bearer token of a request: header, `access_token`, or the WebSocket's protocol, because browsers can set no
 * header on a WebSocket.
 */
export function readToken(raw: IncomingMessage, query: Record<string, unknown>): string | undefined {
  const header = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(raw.headers.authorization ?? '')?.[1]
  const fromQuery = typeof query['access_token'] === 'string' ? query['access_token'] : undefined
  const protocol = raw.headers['sec-websocket-protocol']?.split(',')[0]?.trim()
  return header ?? (fromQuery || undefined) ?? (protocol || undefined)
}

/** Who reads: every stream needs the token of a user, as on Mastodon. @throws Refusal 401 */
export async function findReader(
  needs: Pick<StreamingNeeds, 'access'>,
  token: string | undefined,
): Promise<Reader> {
  if (token === undefined) throw unauthorized('Missing access token')
  const grant = await needs.access.findToken(token)
  if (!grant?.accountId) throw unauthorized('Invalid access token')
  return { accountId: grant.accountId, tokenId: grant.tokenId, scopes: grant.scopes }
}

function unauthorized(message: string): Refusal {
  return new Refusal(401, message, {
    headers: { 'www-authenticate': 'Bearer realm="Cairn", error="invalid_token"' },
  })
}

/** R17: streams need scopes as everything else does. */
export function mayOpen(reader: Reader, channel: Channel): boolean {
  return channel.scopes.some((scope) => hasScope(reader.scopes, scope))
}

export const outsideScopes = 'Access token does not have the required scopes'
