import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How a network behaves; what is not named is as good as loopback. */
export interface NetworkQuality {
  /** Milliseconds that every piece of data waits, in each direction. */
  readonly latencyMs?: number
  /** Up to so many milliseconds more, drawn for each piece; the order of bytes is kept, as TCP keeps it. */
  readonly jitterMs?: number
  /** Bytes a second in each direction and connection. */
  readonly bytesPerSecond?: number
  /**
   * `refuse` closes at once, `reset` sends RST after the first bytes, `blackhole` accepts and swallows everything, as a
   * partition does whose packets are dropped.
   */
  readonly fault?: 'refuse' | 'reset' | 'blackhole'
  /** The share of connections that the fault befalls; default all. */
  readonly share?: number
  /** All open connections are cut again and again, so that whoever keeps them has to connect anew. */
  readonly cutEveryMs?: number
}

/** TCP from one port to another, through a network that can be made worse and better at any time. */
export interface NetworkProxy extends AsyncDisposable {
  readonly port: number
  leadTo(port: number, host?: string): void
  /** From now on; connections that are open feel latency and bandwidth at once, and end when a fault begins. */
  become(quality: NetworkQuality): void
  /** Closes what is open. */
  cut(): void
  /** Connections made so far, and bytes carried to and fro. */
  readonly carried: { readonly connections: number; readonly up: number; readonly down: number }
  /** Is told the first line of every request, when it looks like HTTP, and again when its answer begins. */
  watch(listener: (seen: Exchange) => void): void
}

export interface Exchange {
  readonly kind: 'request' | 'answer'
  /** `POST /inbox HTTP/1.1`, or for an answer `HTTP/1.1 202 Accepted`. */
  readonly line: string
  /** The request that is answered, or made. */
  readonly of: string
  /** `performance.now()` of this process. */
  readonly at: number
}

/** Data in flight on one connection and direction, at most; then the sender has to wait. */
const maxWaiting = 256

/** @param target where it leads; it may be set later */
export async function startNetworkProxy(target = 0): Promise<NetworkProxy> {
  const state = {
    port: target,
    host: '127.0.0.1',
    quality: {} as NetworkQuality,
    carried: { connections: 0, up: 0, down: 0 },
    listeners: [] as ((seen: Exchange) => void)[],
  }
  const open = new Set<Socket>()
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  let cutting: NodeJS.Timeout | undefined
  const server = createServer((client) => {
    state.carried.connections += 1
    open.add(client)
    client.once('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    const { fault, share = 1 } = state.quality
    if (fault && Math.random() < share) return meetFault(client, fault)
    carry(client, state)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port, host = '127.0.0.1') {
      state.port = port
      state.host = host
    },
    become(quality) {
      if (quality.fault !== undefined) cut()
      state.quality = quality
      clearInterval(cutting)
      if (quality.cutEveryMs !== undefined) cutting = setInterval(cut, quality.cutEveryMs)
    },
    cut,
    carried: state.carried,
    watch: (listener) => void state.listeners.push(listener),
    async [Symbol.asyncDispose]() {
      clearInterval(cutting)
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function meetFault(client: Socket, fault: NonNullable<NetworkQuality['fault']>): void {
  if (fault === 'refuse') client.destroy()
  else if (fault === 'reset') client.once('data', () => client.resetAndDestroy())
  else client.resume()
}

interface State {
  readonly port: number
  readonly host: string
  readonly quality: NetworkQuality
  readonly carried: { up: number; down: number }
  readonly listeners: readonly ((seen: Exchange) => void)[]
}

function carry(client: Socket, state: State): void {
  const server = connect(state.port, state.host)
  const close = () => {
    client.destroy()
    server.destroy()
  }
  server.on('error', close)
  client.on('close', close)
  server.on('close', close)
  const tell = watchExchanges(state)
  pass(client, server, state, (chunk) => {
    state.carried.up += chunk.length
    tell('request', chunk)
  })
  pass(server, client, state, (chunk) => {
    state.carried.down += chunk.length
    tell('answer', chunk)
  })
}

/** Passes data on, each piece not before its time and never before the piece ahead of it. */
function pass(from: Socket, to: Socket, state: State, count: (chunk: Buffer) => void): void {
  let waiting = 0
  let free = 0
  let last = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    count(chunk)
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond } = state.quality
    const now = performance.now()
    free = Math.max(free, now) + (bytesPerSecond ? (chunk.length / bytesPerSecond) * 1000 : 0)
    const due = free + latencyMs + Math.random() * jitterMs
    waiting += 1
    if (waiting > maxWaiting) from.pause()
    last = last.then(async () => {
      const ms = due - performance.now()
      if (ms > 0.5) await pause(ms)
      if (!to.destroyed && !to.write(chunk)) await drained(to)
      waiting -= 1
      if (from.isPaused() && waiting < maxWaiting / 2) from.resume()
    })
    last.catch(() => undefined)
  })
  from.on('end', () => {
    void last.then(() => to.end()).catch(() => undefined)
  })
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go)
      socket.off('close', go)
      resolve()
    }
    socket.on('drain', go)
    socket.on('close', go)
  })
}

const requestLine = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD) \S+/
const answerLine = /^HTTP\/1\.[01] \d{3}/

/** Reads first lines only: enough to draw the way of a post, and little work. */
function watchExchanges(state: State): (kind: Exchange['kind'], chunk: Buffer) => void {
  let of = ''
  return (kind, chunk) => {
    if (state.listeners.length === 0) return
    const begin = chunk.toString('latin1', 0, 300)
    const line = (kind === 'request' ? requestLine : answerLine).exec(begin)?.[0]
    if (line === undefined) return
    if (kind === 'request') of = line
    for (const listener of state.listeners) listener({ kind, line, of, at: performance.now() })
  }
}
