import { setTimeout as pause } from 'node:timers/promises'
import type { NatsConnection } from '@nats-io/transport-node'
import type { HintBus } from '#platform/db/index.ts'
import type { EventStream } from '#platform/events/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import { askServers, judgeServers } from './check-servers.ts'
import { createFanOut } from './fan-out.ts'
import type { NatsSettings } from './nats-settings.ts'
import { createStream } from './nats-stream.ts'

export interface Nats extends AsyncDisposable {
  readonly stream: EventStream
  readonly hints: HintBus
}

/** NATS may lose what it has acknowledged: the server must not stand on it. */
export class UnsafeNats extends Error {
  override readonly name = 'UnsafeNats'
}

const connectWithinMs = 3000
const againMs = 2000

/**
 * Connects to NATS. One that does not answer is no fault: what stands on it goes on from the database until it does.
 * @throws UnsafeNats when it answers, and is not set up to keep what it acknowledges
 */
export async function openNats(settings: NatsSettings, log: Log): Promise<Nats> {
  const stop = new AbortController()
  const fanOut = createFanOut(settings.stream)
  const stream = createStream(settings, fanOut)
  const first = Promise.withResolvers<void>()
  const running = keepConnected({ settings, log, fanOut, stream, stop: stop.signal, tried: first })
  try {
    await first.promise
  } catch (error) {
    stop.abort()
    await running
    throw error
  }
  return {
    stream,
    hints: fanOut.hints,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

interface Keeping {
  readonly settings: NatsSettings
  readonly log: Log
  readonly fanOut: ReturnType<typeof createFanOut>
  readonly stream: ReturnType<typeof createStream>
  readonly stop: AbortSignal
  /** The outcome of the first try. */
  readonly tried: PromiseWithResolvers<void>
}

async function keepConnected(keeping: Keeping): Promise<void> {
  const { settings, log, stop, tried } = keeping
  let isTold = false
  while (!stop.aborted) {
    try {
      const connection = await connect(settings)
      try {
        isTold = false
        await live(keeping, connection)
      } finally {
        keeping.stream.setDown()
        keeping.fanOut.leave()
        await connection.close()
      }
    } catch (error) {
      if (error instanceof UnsafeNats) tried.reject(error)
      if (!isTold) log.warn('NATS cannot be used; the server goes on without it.', describeError(error))
      isTold = true
    }
    tried.resolve()
    await pause(againMs, undefined, { signal: stop }).catch(() => undefined)
  }
}

/** Loaded only where it is used: it costs a start of everybody else nothing. */
async function connect(settings: NatsSettings): Promise<NatsConnection> {
  const library = await import('@nats-io/transport-node')
  const { servers, tls, user, password, token } = settings
  return library.connect({
    servers: [...servers],
    name: 'cairn',
    timeout: connectWithinMs,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    // A connection that is cut without a word is found out within ten seconds.
    pingInterval: 5000,
    maxPingOut: 2,
    ...(tls && { tls: {} }),
    ...(user && { user, pass: password ?? '' }),
    ...(token && { token }),
  })
}

/** From a connection to its end: each time that it stands, servers and stream are looked at again. */
async function live(keeping: Keeping, connection: NatsConnection): Promise<void> {
  const { settings, log, fanOut, stream, stop, tried } = keeping
  if (stop.aborted) return
  const closeAtStop = () => void connection.close()
  stop.addEventListener('abort', closeAtStop)
  let preparing = new AbortController()
  const prepare = async (signal: AbortSignal) => {
    for (let tries = 0; !signal.aborted && !connection.isClosed(); tries++) {
      try {
        await check(settings, connection, log)
        await stream.setUp(connection)
        log.info('NATS carries the event log.', { server: connection.getServer() })
        return
      } catch (error) {
        if (error instanceof UnsafeNats) tried.reject(error)
        if (tries === 2)
          log.error('NATS cannot be relied on; the server goes on without it.', describeError(error))
      } finally {
        tried.resolve()
      }
      await pause(againMs, undefined, { signal }).catch(() => undefined)
    }
  }
  fanOut.join(connection)
  let prepared = prepare(preparing.signal)
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') {
      preparing.abort()
      stream.setDown()
      fanOut.pause()
      log.warn('NATS is away; the server goes on without it.', { server: status.server })
    }
    if (status.type === 'reconnect') {
      await prepared
      preparing = new AbortController()
      fanOut.resume()
      prepared = prepare(preparing.signal)
    }
  }
  preparing.abort()
  await prepared
  stop.removeEventListener('abort', closeAtStop)
}

/** @throws UnsafeNats */
async function check(settings: NatsSettings, connection: NatsConnection, log: Log): Promise<void> {
  const servers = await askServers(settings.monitoring)
  if (servers.length === 0)
    throw new UnsafeNats(
      `Nothing answers at ${settings.monitoring.join(', ')}, so nobody knows whether NATS keeps what it acknowledges. Switch monitoring on in nats-server (http: "0.0.0.0:8222", for this network only), or say in NATS_MONITORING_URL where it is.`,
    )
  const version = connection.info?.version ?? ''
  const connected = { name: connection.getServer(), version, hasJetStream: true, syncsAlways: true }
  const { faults, warnings } = judgeServers([connected, ...servers])
  if (faults.length > 0) throw new UnsafeNats([...new Set(faults)].join(' '))
  for (const warning of warnings) log.warn(warning)
}
