import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type HttpServer, Refusal } from '#platform/http-server/index.ts'
import { findReader, mayOpen, outsideScopes, readToken } from './authorize.ts'
import { parseChannel } from './channel.ts'
import { eventStreams } from './event-streams.ts'
import type { StreamingNeeds } from './needs.ts'
import { createSeats } from './seats.ts'
import { serveEvents } from './serve-events.ts'
import { createWebSockets, type Wish } from './serve-websocket.ts'
import { startStreams } from './streams.ts'

const beatMs = 15_000

/**
 * Mounts the streams: a WebSocket at `/api/v1/streaming` (and below), server-sent events below it. Disposing closes
 * every stream; do it before the server closes, which waits for what is open.
 */
export async function mountStreaming(server: HttpServer, needs: StreamingNeeds): Promise<AsyncDisposable> {
  const streams = await startStreams(needs)
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

  const heart = setInterval(() => void streams.beat(), beatMs)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heart)
      await streams[Symbol.asyncDispose]()
    },
  }
}

function seatFor(takeSeat: ReturnType<typeof createSeats>, accountId: string, request: FastifyRequest) {
  return takeSeat(accountId, request.ip)
}

/**
 * Lets a WebSocket's handshake run through the router like any other request: limits, refusals and errors are the
 * same. What is not taken over is answered over plain HTTP, and closed.
 */
function acceptUpgrades(server: HttpServer) {
  const sockets = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer; response: ServerResponse }>()
  const destroy = function (this: Duplex) {
    this.destroy()
  }
  server.server.on('upgrade', (raw: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node leaves the socket without a listener for errors.
    socket.on('error', destroy)
    const response = new ServerResponse(raw)
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
    response.shouldKeepAlive = false
    response.once('finish', () => socket.end())
    sockets.set(raw, { socket, head, response })
    server.routing(raw, response)
  })
  return {
    take(raw: IncomingMessage) {
      const upgrade = sockets.get(raw)
      if (!upgrade) return undefined
      const { socket, head, response } = upgrade
      return {
        socket,
        head,
        detach() {
          sockets.delete(raw)
          socket.off('error', destroy)
          response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0])
        },
      }
    },
  }
}

function isTrue(given: unknown): boolean {
  return given === 'true' || given === '1'
}
