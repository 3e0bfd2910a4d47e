import type { FastifyRequest } from 'fastify'
import type { HttpServer } from '#platform/http-server/index.ts'
import { wantsDocument } from './answer-document.ts'
import { identifyFetcher } from './identify-viewer.ts'
import type { ServeNeeds } from './needs.ts'

/**
 * Secure mode (Mastodon's authorised fetch), of which limited federation is a part: documents are for signed fetches of servers that are not blocked. Only the
 * instance actor stays open, because its key is what two such servers have to ask each other for first. No answer may
 * be kept by a cache in between, which would give it to others. To be mounted before the documents.
 */
export function requireSignatures(server: HttpServer, needs: ServeNeeds): void {
  const isSecure = async () => needs.secureMode || (await needs.isLimitedFederation())
  server.addHook('onRequest', async (request, reply) => {
    if (
      !isForDocument(request) ||
      !(await isSecure()) ||
      (await identifyFetcher(needs, request)) !== undefined
    )
      return
    await reply
      .code(401)
      .header('cache-control', 'private, no-store')
      .send({ error: 'This server gives documents to signed requests alone.' })
  })
  server.addHook('onSend', async (request, reply) => {
    if (isForDocument(request) && (await isSecure())) void reply.header('cache-control', 'private, no-store')
  })
}

/** Pages stay open to everybody, also at the addresses that they share with documents. */
function isForDocument(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  // By the route: an address can be written in many ways (`/%75sers/alice`, or with scheme and host), which all lead there.
  const { url: route = '' } = request.routeOptions
  if (/^\/(?:users|posts)\/:\w+\/./.test(route)) return true
  const path = (request.raw.url ?? '').split('?', 1)[0] ?? ''
  const mayBeDocument = /^\/(?:users|posts)\/:/.test(route) || /^\/(?:places\/|@)[^/]/.test(path)
  return mayBeDocument && wantsDocument(request)
}
