import type { FastifyReply, FastifyRequest } from 'fastify'
import { WebSocketServer } from 'ws'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { HttpServer } from '#platform/http-server/index.ts'
import { describeError } from '#platform/log/index.ts'
import type { StreamingNeeds } from '../needs.ts'
import type { createSeats } from '../seats.ts'
import type { Upgrades } from '../upgrades.ts'
import { createFeed } from './feed.ts'
import { newsSources } from './present-news.ts'
import { pump } from './pump.ts'
import { openEvents, openSocket } from './serve-firehose.ts'
import { readWish } from './wish.ts'

export interface Firehose extends AsyncDisposable {
  /** Takes what has just happened, in the log's order. */
  hear(events: readonly AppendedEvent[]): Promise<void>
}

const isNews = ({ type }: AppendedEvent) => newsSources.includes(type)

export const firehosePath = '/api/cairn/v1/firehose'
const patienceMs = 20_000

/**
 * Mounts the firehose: every public post and check-in that this server knows, as it becomes known, to whoever asks.
 * A WebSocket, or server-sent events where no upgrade is asked for.
 */
export function mountFirehose(
  server: HttpServer,
  needs: StreamingNeeds,
  { upgrades, takeSeat }: { upgrades: Upgrades; takeSeat: ReturnType<typeof createSeats> },
): Firehose {
  const feed = createFeed(needs)
  const open = new Set<{ stop: AbortController; pumping: Promise<void> }>()
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: 1024 })

  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const lastEventId = request.headers['last-event-id']?.toString()
    const wish = readWish(request.query as Record<string, unknown>, lastEventId)
    const giveBack = takeSeat(undefined, request.ip)
    const stop = new AbortController()
    const onGone = () => {
      stop.abort('gone')
      giveBack()
    }
    const upgrade = upgrades.take(request.raw)
    if (upgrade) {
      reply.hijack()
      upgrade.detach()
    }
    const outlet = upgrade
      ? await openSocket(sockets, { raw: request.raw, ...upgrade }, onGone)
      : openEvents(reply, onGone)
    const one = { stop, pumping: pump({ feed, outlet, ...wish, signal: stop.signal, patienceMs }) }
    open.add(one)
    one.pumping
      .catch((error: unknown) => needs.log.error('A reader of the firehose was ended.', describeError(error)))
      .finally(() => open.delete(one))
  }
  server.route({ method: 'GET', url: firehosePath, exposeHeadRoute: false, handler: serve })
  return {
    hear: (events) => feed.tell(events.filter(isNews), open.size > 0),
    async [Symbol.asyncDispose]() {
      for (const { stop } of open) stop.abort('stopping')
      await Promise.allSettled([...open].map(({ pumping }) => pumping))
    },
  }
}
