import type { FastifyReply } from 'fastify'
import { isShortcode } from '#domain/emojis/index.ts'
import type { HttpServer } from '#platform/http-server/index.ts'
import type { Addresses } from './addresses.ts'
import { sendDocument, sendNothing, wantsDocument } from './answer-document.ts'
import { postContext } from './context.ts'
import { describeEmoji } from './describe-emoji.ts'
import type { ServeNeeds } from './needs.ts'
import { requireSignatures } from './require-signatures.ts'
import { createServeActors } from './serve-actors.ts'
import { createServeArrival } from './serve-arrival.ts'
import { mountNamespace } from './serve-namespace.ts'
import { createServePosts } from './serve-posts.ts'

interface Params {
  readonly Params: { readonly name: string; readonly id: string }
}

/**
 * Mounts the documents: routes of their own, and answers at the addresses of pages (`/@alice`, `/@alice/1`,
 * `/places/1`) for those who ask for ActivityStreams there.
 */
export function mountDocuments(server: HttpServer, needs: ServeNeeds, addresses: Addresses): void {
  const posts = createServePosts(needs, addresses)
  const actors = createServeActors(needs, addresses)
  const serveArrival = createServeArrival(needs, addresses)
  mountNamespace(server)
  requireSignatures(server, needs)
  server.get('/actor', (_request, reply) => actors.instance(reply))
  server.get('/relay', (_request, reply) => actors.relay(reply))
  for (const which of ['actor/outbox', 'relay/outbox', 'relay/followers']) {
    server.get(`/${which}`, (_request, reply) => actors.empty(which, reply))
  }
  server.get<Params>('/users/:name', (request, reply) => actors.actor(request.params.name, request, reply))
  server.get<Params>('/users/:name/collections/featured', (request, reply) =>
    actors.featured(request.params.name, request, reply),
  )
  server.get<Params>('/users/:name/followers_synchronization', (request, reply) =>
    actors.synchronisation(request.params.name, request, reply),
  )
  for (const collection of ['outbox', 'followers', 'following'] as const) {
    server.get<Params>(`/users/:name/${collection}`, (request, reply) =>
      actors[collection](request.params.name, request, reply),
    )
  }
  server.get<Params>('/users/:name/quote_authorizations/:id', (request, reply) =>
    posts.stamp(request.params.name, request.params.id, request, reply),
  )
  server.get<Params>('/emojis/:name', (request, reply) =>
    serveEmoji(needs, addresses, request.params.name, reply),
  )
  server.get<Params>('/posts/:id', (request, reply) => posts.post(request.params.id, request, reply))
  server.get<Params>('/posts/:id/activity', (request, reply) =>
    posts.activity(request.params.id, request, reply),
  )
  server.get<Params>('/posts/:id/replies', (request, reply) =>
    posts.replies(request.params.id, request, reply),
  )
  for (const which of ['likes', 'shares'] as const) {
    server.get<Params>(`/posts/:id/${which}`, (request, reply) =>
      posts.count(which, request.params.id, request, reply),
    )
  }
  server.get<Params>('/arrivals/:id', (request, reply) => serveArrival(request.params.id, request, reply))
  // A hook, because these addresses belong to the pages' surface, and a route has one owner.
  server.addHook('onRequest', async (request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? ''
    const shared = sharedAddress.exec(path)?.groups
    if (!shared || (request.method !== 'GET' && request.method !== 'HEAD')) return
    if (!wantsDocument(request)) void reply.header('vary', 'Accept')
    else if (shared['place']) await servePlace(needs, shared['place'], reply)
    else if (shared['post']) await posts.post(shared['post'], request, reply)
    else if (shared['name']) await actors.actor(shared['name'], request, reply)
  })
}

const sharedAddress =
  /^\/(?:@(?<name>[A-Za-z0-9_]{1,30})(?:\/(?<post>\d{1,19}))?|places\/(?<place>\d{1,19})(?:-[^/]{0,200})?)\/?$/

async function serveEmoji(
  needs: ServeNeeds,
  addresses: Addresses,
  name: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!isShortcode(name)) return sendNothing(reply)
  const wanted = { domain: null, names: [name] }
  const [emoji] = (await needs.emojis.find([wanted]))(wanted)
  const [described] = emoji ? describeEmoji(addresses, emoji) : []
  return described ? sendDocument(reply, { '@context': postContext, ...described }) : sendNothing(reply)
}

async function servePlace(needs: ServeNeeds, id: string, reply: FastifyReply): Promise<FastifyReply> {
  const place = await needs.describePlace(id)
  return place ? sendDocument(reply, { '@context': postContext, ...place }) : sendNothing(reply)
}
