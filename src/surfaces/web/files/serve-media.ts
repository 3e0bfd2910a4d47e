import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#platform/http-server/index.ts'
import { type Storage, servingFacts, typeOfStorageKey } from '#platform/storage/index.ts'

/** Answers GET and HEAD for an upload: whole, a range, or "not changed". @throws Refusal 404 */
export const serveMedia =
  (needs: { readonly storage: Pick<Storage, 'open'> }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    sendStored(needs.storage, String(Reflect.get(request.params as object, '*')), { request, reply })

/** Sends a stored object as the request asks for it. @param exchange.cacheControl instead of "for ever" */
export async function sendStored(
  storage: Pick<Storage, 'open'>,
  key: string,
  exchange: { request: FastifyRequest; reply: FastifyReply; cacheControl?: string },
): Promise<FastifyReply> {
  const { request, reply, cacheControl } = exchange
  // Only what storage itself names ever becomes a path.
  const object = typeOfStorageKey(key) === undefined ? undefined : await storage.open(key)
  if (!object) throw new Refusal(404, 'There is no such file.')
  const { range, 'if-none-match': ifNoneMatch } = request.headers
  const facts = servingFacts(key, object.size, { range, ifNoneMatch })
  void reply.code(facts.status).headers(facts.headers)
  if (cacheControl) void reply.header('cache-control', cacheControl)
  if (facts.status === 200 && request.method === 'GET') return reply.send(object.stream)
  object.stream.destroy()
  if (facts.status !== 206 || !facts.range || request.method === 'HEAD') return reply.send()
  const part = await storage.open(key, facts.range)
  if (!part) throw new Refusal(404, 'There is no such file.')
  return reply.send(part.stream)
}
