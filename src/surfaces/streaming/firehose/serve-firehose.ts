import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import type { WebSocket, WebSocketServer } from 'ws'
import type { CutReason, FirehoseOutlet } from './pump.ts'

/** Bytes that may wait for a reader before nothing more is read for it. */
const maxWaitingBytes = 256 * 1024
const closingMs = 1000

const closeCodes: Readonly<Record<CutReason, number>> = { slow: 4408, stopping: 1012, failed: 1011 }

/** Answers with server-sent events; each `id` is a cursor, so browsers resume by themselves. @param onGone is called once */
export function openEvents(reply: FastifyReply, onGone: () => void): FirehoseOutlet {
  const { raw } = reply
  reply.hijack()
  raw.once('close', onGone)
  raw.on('error', () => raw.destroy())
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': reply.request.id,
    'x-accel-buffering': 'no',
  })
  raw.write(':)\n\n')
  return {
    write: (cursor, type, json) => void raw.write(`id: ${cursor}\nevent: ${type}\ndata: ${json}\n\n`),
    drained: () =>
      raw.writableLength > maxWaitingBytes && !raw.destroyed ? untilAny(raw, ['drain', 'close']) : undefined,
    beat: () => void raw.write(':\n\n'),
    end(reason, resume) {
      const { socket } = raw
      raw.end(`event: cut\ndata: ${JSON.stringify({ type: 'cut', reason, resume })}\n\n`, () => socket?.end())
      setTimeout(() => raw.destroy(), closingMs).unref()
    },
  }
}

/** Completes a WebSocket's handshake. Readers need say nothing; what they say is not listened to. */
export function openSocket(
  sockets: WebSocketServer,
  upgrade: { raw: IncomingMessage; socket: Duplex; head: Buffer },
  onGone: () => void,
): Promise<FirehoseOutlet> {
  upgrade.socket.once('close', onGone)
  return new Promise((resolve) => {
    sockets.handleUpgrade(upgrade.raw, upgrade.socket, upgrade.head, (socket) => resolve(outletOf(socket)))
  })
}

function outletOf(socket: WebSocket): FirehoseOutlet {
  let answered = true
  socket.on('error', () => socket.terminate())
  socket.on('pong', () => {
    answered = true
  })
  return {
    write: (_cursor, _type, json) => socket.send(json),
    drained: () => (socket.bufferedAmount > maxWaitingBytes ? untilSent(socket) : undefined),
    beat() {
      if (!answered) return socket.terminate()
      answered = false
      socket.ping()
    },
    end(reason, resume) {
      socket.close(closeCodes[reason], `${reason}; resume=${resume}`)
      setTimeout(() => socket.terminate(), closingMs).unref()
    },
  }
}

/** The library tells nobody when its buffer empties. */
async function untilSent(socket: WebSocket): Promise<void> {
  while (socket.readyState === socket.OPEN && socket.bufferedAmount > maxWaitingBytes / 4) await pause(20)
}

function untilAny(raw: FastifyReply['raw'], names: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const name of names) raw.off(name, done)
      resolve()
    }
    for (const name of names) raw.on(name, done)
  })
}
