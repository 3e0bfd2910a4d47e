import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { parsePosition } from '#platform/events/index.ts'
import type { Channel } from './channel.ts'
import { createConnection, type Outlet, type Reader } from './connection.ts'
import type { Streams } from './streams.ts'

/**
 * Answers with an event stream that stays open (HTML Living Standard, 9.2, server-sent events).
 * @param opened.lastEventId resumes after it @param opened.ended is called once, whichever side ends it
 */
export async function serveEvents(
  reply: FastifyReply,
  opened: {
    reader: Reader
    channel: Channel
    lastEventId: string | undefined
    streams: Streams
    ended: () => void
  },
): Promise<void> {
  const { reader, channel, streams } = opened
  const connection = createConnection(reader, outletOf(reply.raw))
  reply.hijack()
  reply.raw.once('close', () => {
    streams.registry.remove(connection)
    opened.ended()
  })
  reply.raw.on('error', () => reply.raw.destroy())
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': reply.request.id,
    // Some proxies gather what is sent until it is much.
    'x-accel-buffering': 'no',
  })
  reply.raw.write(':)\n')
  streams.registry.add(connection)
  await streams.open(connection, channel, parsePosition(opened.lastEventId))
}

function outletOf(raw: FastifyReply['raw']): Outlet {
  return {
    write: (message) => void raw.write(message.block()),
    // One line end: Mastodon.py takes an empty line for the end of an event.
    beat: () => void raw.write(':thump\n'),
    buffered: () => raw.writableLength,
    close() {
      const { socket } = raw
      // Kept alive, it would hold up a server that stops.
      raw.end(() => socket?.end())
    },
    cut: () => void raw.destroy(),
  }
}
