import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { parsePosition } from '#platform/events/index.ts'
import { mayOpen, outsideScopes } from './authorize.ts'
import { parseChannel } from './channel.ts'
import {
  type CloseReason,
  type Connection,
  createConnection,
  type Outlet,
  type Reader,
} from './connection.ts'
import type { Streams } from './streams.ts'

/** What the client asks for with the handshake, or in a message. */
export interface Wish {
  readonly stream?: unknown
  readonly tag?: unknown
  readonly list?: unknown
  /** The `id` of the last event that was heard: resumes after it. */
  readonly since?: unknown
}

/** Bytes of one message from a client; what they say is short. */
const maxMessageBytes = 4096
const maxSubscriptions = 200
/** Messages that wait for their turn; each may cost a query. */
const maxWaiting = 50
const closingMs = 1000

const closeCodes: Readonly<Record<CloseReason, readonly [number, string]>> = {
  revoked: [4401, 'The access token does not count any more'],
  stopping: [1012, 'The server restarts'],
  busy: [1008, 'Too many messages'],
}

export function createWebSockets() {
  // The client's first protocol is its token; a browser closes unless it is echoed, which the library does.
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  })
  return {
    /** Completes the handshake. @param ended is called once, whichever side ends it */
    accept(
      upgrade: { raw: IncomingMessage; socket: Duplex; head: Buffer },
      opened: { reader: Reader; wish: Wish; streams: Streams; ended: () => void },
    ): void {
      upgrade.socket.once('close', opened.ended)
      server.handleUpgrade(upgrade.raw, upgrade.socket, upgrade.head, (socket) => converse(socket, opened))
    },
  }
}

function converse(
  socket: WebSocket,
  { reader, wish, streams }: { reader: Reader; wish: Wish; streams: Streams },
): void {
  const connection = createConnection(reader, outletOf(socket))
  streams.registry.add(connection)
  socket.on('close', () => streams.registry.remove(connection))
  socket.on('error', () => socket.terminate())
  let waiting = 0
  let last = Promise.resolve()
  const obey = (act: () => Promise<void>) => {
    waiting += 1
    if (waiting > maxWaiting) return connection.close('busy')
    last = last
      .then(act)
      .catch(() => complain(socket, 500, 'Something went wrong on our side'))
      .finally(() => {
        waiting -= 1
      })
  }
  socket.on('message', (data) => obey(() => hear(socket, connection, streams, data)))
  if (wish.stream !== undefined) obey(() => subscribe(socket, connection, streams, wish))
}

async function hear(
  socket: WebSocket,
  connection: Connection,
  streams: Streams,
  data: RawData,
): Promise<void> {
  const said = parseMessage(data)
  if (said?.type === 'subscribe') await subscribe(socket, connection, streams, said)
  else if (said?.type === 'unsubscribe') unsubscribe(connection, streams, said)
  else complain(socket, 400, 'Say {"type":"subscribe","stream":"…"} or "unsubscribe"')
}

async function subscribe(
  socket: WebSocket,
  connection: Connection,
  streams: Streams,
  wish: Wish,
): Promise<void> {
  const { reader } = connection
  const parsed = parseChannel(wish.stream, wish, reader.accountId)
  if (!parsed.ok) return complain(socket, parsed.status, parsed.message)
  if (!mayOpen(reader, parsed.channel)) return complain(socket, 403, outsideScopes)
  if (streams.registry.countSubscriptions(connection) >= maxSubscriptions)
    return complain(socket, 422, `No more than ${maxSubscriptions} streams in one connection`)
  if (!(await streams.mayRead(reader, parsed.channel))) return complain(socket, 404, 'Record not found')
  // The wait may have outlived the connection.
  if (socket.readyState !== socket.OPEN) return
  await streams.open(connection, parsed.channel, parsePosition(textOf(wish.since)))
}

function unsubscribe(connection: Connection, streams: Streams, wish: Wish): void {
  const parsed = parseChannel(wish.stream, wish, connection.reader.accountId)
  if (parsed.ok) streams.registry.unsubscribe(connection, parsed.channel)
}

function parseMessage(data: RawData): (Wish & { type?: unknown }) | undefined {
  try {
    const said: unknown = JSON.parse((data as Buffer).toString())
    return typeof said === 'object' && said !== null ? said : undefined
  } catch {
    return undefined
  }
}

function complain(socket: WebSocket, status: number, error: string): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ error, status }))
}

/** Pings of the protocol keep proxies from closing; who has not answered one by the next is gone. */
function outletOf(socket: WebSocket): Outlet {
  let answered = true
  let odd = false
  socket.on('pong', () => {
    answered = true
  })
  return {
    write: (message) => socket.send(message.frame(), { binary: false }),
    beat() {
      // Every second beat: thirty seconds.
      odd = !odd
      if (odd) return
      if (!answered) return socket.terminate()
      answered = false
      socket.ping()
    },
    buffered: () => socket.bufferedAmount,
    close(reason) {
      socket.close(...closeCodes[reason])
      // A client that does not answer the closing keeps nothing.
      setTimeout(() => socket.terminate(), closingMs).unref()
    },
    cut: () => socket.terminate(),
  }
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined
}
