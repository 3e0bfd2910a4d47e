import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#platform/http-server/index.ts'
import { type Storage, servingFacts, typeOfStorageKey } from '#platform/storage/index.ts'

/** Answers GET and HEAD for an upload: whole, a range, or "not changed". @throws Refusal 404 */
export const serveMedia =
  (needs: MediaNeeds) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const key = String(Reflect.get(request.params as object, '*'))
    // Archives of accounts are given to their owners alone.
    if (typeOfStorageKey(key) === 'application/zip') throw new Refusal(404, 'There is no such file.')
    if (!needs.publicMedia || typeOfStorageKey(key) === undefined)
      return sendStored(needs.storage, key, { request, reply })
    // Addresses stay where media move; the bytes come from elsewhere.
    return reply.header('cache-control', 'public, max-age=3600').redirect(`${needs.publicMedia}/${key}`, 302)
  }

export interface MediaNeeds {
  readonly storage: Pick<Storage, 'open' | 'sizeOf'>
  /** Where the same objects can be read by everybody; undefined: here alone. */
  readonly publicMedia?: string | undefined
}

/** Sends a stored object as the request asks for it. @param exchange.cacheControl instead of "for ever" */
export async function sendStored(
  storage: Pick<Storage, 'open' | 'sizeOf'>,
  key: string,
  exchange: { request: FastifyRequest; reply: FastifyReply; cacheControl?: string },
): Promise<FastifyReply> {
  const { request, reply, cacheControl } = exchange
  // Only what storage itself names ever becomes a path.
  const isKey = typeOfStorageKey(key) !== undefined
  const { range, 'if-none-match': ifNoneMatch } = request.headers
  const wantsAll = request.method === 'GET' && range === undefined && ifNoneMatch === undefined
  const whole = isKey && wantsAll ? await storage.open(key) : undefined
  const size = whole?.size ?? (isKey && !wantsAll ? await storage.sizeOf(key) : undefined)
  if (size === undefined) throw new Refusal(404, 'There is no such file.')
  const facts = servingFacts(key, size, { range, ifNoneMatch })
  void reply.code(facts.status).headers(facts.headers)
  if (cacheControl) void reply.header('cache-control', cacheControl)
  if (whole) return reply.send(whole.stream)
  if (request.method === 'HEAD' || facts.status === 304 || facts.status === 416) return reply.send()
  const part = await storage.open(key, facts.range)
  if (!part) throw new Refusal(404, 'There is no such file.')
  return reply.send(part.stream)
}
