import type { FastifyReply, FastifyRequest } from 'fastify'
import { tailEvents } from '#platform/events/index.ts'
import { type HttpServer, Refusal } from '#platform/http-server/index.ts'
import { findReader, mayOpen, outsideScopes, readToken } from './authorize.ts'
import { parseChannel } from './channel.ts'
import { eventStreams } from './event-streams.ts'
import { mountFirehose } from './firehose/mount-firehose.ts'
import { streamedTypes } from './hub.ts'
import type { StreamingNeeds } from './needs.ts'
import { createSeats } from './seats.ts'
import { serveEvents } from './serve-events.ts'
import { createWebSockets, type Wish } from './serve-websocket.ts'
import { createStreams } from './streams.ts'
import { acceptUpgrades } from './upgrades.ts'

const beatMs = 15_000

/**
 * Mounts the streams: a WebSocket at `/api/v1/streaming` (and below), server-sent events below it, and the firehose. Disposing
 * closes every stream; do it before the server closes, which waits for what is open.
 */
export async function mountStreaming(server: HttpServer, needs: StreamingNeeds): Promise<AsyncDisposable> {
  const streams = createStreams(needs)
  const takeSeat = createSeats(needs.limits)
  const sockets = createWebSockets()
  const upgrades = acceptUpgrades(server)

  const serve = (name: string | undefined) => async (request: FastifyRequest, reply: FastifyReply) => {
    const query = request.query as Record<string, unknown>
    const reader = await findReader(needs, readToken(request.raw, query))
    const socket = upgrades.take(request.raw)
    if (socket) {
      const ended = seatFor(takeSeat, reader.accountId, request)
      reply.hijack()
      socket.detach()
      const wish: Wish = { ...query, ...(name !== undefined && { stream: name }) }
      return sockets.accept({ raw: request.raw, ...socket }, { reader, wish, streams, ended })
    }
    const parsed = parseChannel(
      name ?? query['stream'],
      { ...query, onlyMedia: isTrue(query['only_media']) },
      reader.accountId,
    )
    if (!parsed.ok) throw new Refusal(parsed.status, parsed.message)
    if (!mayOpen(reader, parsed.channel)) throw new Refusal(403, outsideScopes)
    if (!(await streams.mayRead(reader, parsed.channel))) throw new Refusal(404, 'Record not found')
    const ended = seatFor(takeSeat, reader.accountId, request)
    const lastEventId = request.headers['last-event-id']?.toString()
    return serveEvents(reply, { reader, channel: parsed.channel, lastEventId, streams, ended })
  }
  server.get('/api/v1/streaming/health', (_request, reply) => reply.type('text/plain').send('OK'))
  for (const [url, name] of [['/api/v1/streaming', undefined] as const, ...Object.entries(eventStreams)])
    server.route({ method: 'GET', url, exposeHeadRoute: false, handler: serve(name) })

  const firehose = mountFirehose(server, needs, { upgrades, takeSeat })
  // One reader of the event log feeds both.
  const tail = await tailEvents(needs, {
    name: 'streaming',
    types: streamedTypes,
    async handle(events) {
      await Promise.all([streams.hear(events), firehose.hear(events)])
    },
  })
  const heart = setInterval(() => void streams.beat(), beatMs)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heart)
      await tail[Symbol.asyncDispose]()
      await firehose[Symbol.asyncDispose]()
      streams.close()
    },
  }
}

function seatFor(takeSeat: ReturnType<typeof createSeats>, accountId: string, request: FastifyRequest) {
  return takeSeat(accountId, request.ip)
}

function isTrue(given: unknown): boolean {
  return given === 'true' || given === '1'
}
