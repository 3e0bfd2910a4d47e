import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#platform/http-server/index.ts'
import { type Storage, servingFacts, typeOfStorageKey } from '#platform/storage/index.ts'

/** Answers GET and HEAD for an upload: whole, a range, or "not changed". @throws Refusal 404 */
export const serveMedia =
  (needs: { readonly storage: Pick<Storage, 'open'> }) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const key = String(Reflect.get(request.params as object, '*'))
    // Only what storage itself names ever becomes a path.
    const object = typeOfStorageKey(key) === undefined ? undefined : await needs.storage.open(key)
    if (!object) throw new Refusal(404, 'There is no such file.')
    const { range, 'if-none-match': ifNoneMatch } = request.headers
    const facts = servingFacts(key, object.size, { range, ifNoneMatch })
    void reply.code(facts.status).headers(facts.headers)
    if (facts.status === 200 && request.method === 'GET') return reply.send(object.stream)
    object.stream.destroy()
    if (facts.status !== 206 || !facts.range || request.method === 'HEAD') return reply.send()
    const part = await needs.storage.open(key, facts.range)
    if (!part) throw new Refusal(404, 'There is no such file.')
    return reply.send(part.stream)
  }
