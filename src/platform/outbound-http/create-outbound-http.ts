import type { request } from 'undici'
import { defineHistogram, traced, traceHeaders } from '#platform/telemetry/index.ts'
import type { buildCheckedConnector } from './checked-connector.ts'
import { startDeadline } from './deadline.ts'
import { openPools, type Pools } from './open-pools.ts'
import { followRedirect, parseOutboundUrl } from './outbound-url.ts'
import { matchPrivatePeers } from './private-peers.ts'
import {
  ignoring,
  type OutboundAnswer,
  type OutboundStream,
  type Reading,
  streaming,
  wholly,
} from './receive-answer.ts'
import { RemoteFault } from './remote-fault.ts'
import { type ResolveHostname, resolveByNameServers, resolveBySystem } from './resolve-hostname.ts'

/**
 * Creates the one client for everything that leaves this server (SECURITY R12, R24). It speaks https to public
 * addresses, and plain http or private addresses only to the peers that `allowPrivatePeers` names, entry by
 * entry as `parsePrivatePeers` returns them. Dispose it to close its connections; requests under way finish.
 */
export function createOutboundHttp(options: OutboundHttpOptions): OutboundHttp {
  const peers = matchPrivatePeers(options.allowPrivatePeers)
  const resolve = options.lookup ?? (peers.isEmpty ? resolveByNameServers() : resolveBySystem())
  let opened: Promise<Client> | undefined
  return {
    async request(req) {
      opened ??= openClient({ ...options, peers, resolve })
      return requestWithinDeadline(await opened, req, req.isAnswerIgnored ? ignoring : wholly)
    },
    async download(req, consume) {
      opened ??= openClient({ ...options, peers, resolve })
      return requestWithinDeadline(await opened, req, streaming(consume))
    },
    [Symbol.asyncDispose]: async () => (await opened)?.pools[Symbol.asyncDispose](),
  }
}

/** At the first request: undici is large, and a server that starts asks nobody anything yet. */
async function openClient(
  options: OutboundHttpOptions & Parameters<typeof buildCheckedConnector>[0],
): Promise<Client> {
  const [undici, connector] = await Promise.all([import('undici'), import('./checked-connector.ts')])
  const settings = {
    connect: connector.buildCheckedConnector(options),
    connections: options.connectionsPerHost ?? 8,
    keepAliveTimeout: 15_000,
    keepAliveMaxTimeout: 60_000,
    maxHeaderSize: 16_384,
    // The deadline of each request covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const pools = openPools(options.maxHosts ?? 500, (origin) => new undici.Pool(origin, settings))
  return { pools, send: undici.request, userAgent: options.userAgent, mayAsk: options.mayAsk }
}

export type OutboundHttpOptions = {
  allowPrivatePeers: readonly string[]
  userAgent: string
  /** Asked before each hop; a host (with its port unless it is the usual one) that may not be asked is refused for good. */
  mayAsk?: (host: string) => Promise<boolean>
  /** Replaces the resolver; its answers are checked like any other. */
  lookup?: ResolveHostname
  /** Hosts whose sockets are kept; those asked least lately lose theirs when they have answered. Default 500. */
  maxHosts?: number
  /** Sockets kept for one origin; further requests wait for their turn within their deadline. Default 8. */
  connectionsPerHost?: number
}

export type OutboundHttp = {
  /**
   * Sends one request and reads the whole answer. Resolves with every answer that is final, 4xx included.
   * @throws RemoteFault for refused addresses, time-outs, broken connections, oversized or unreadable answers,
   * refused redirects, and for the statuses 408, 425, 429 and 5xx. An abort of the caller's own `signal`
   * throws that signal's reason, and an error of `prepare` is thrown as it is.
   */
  request(req: OutboundRequest): Promise<OutboundAnswer>
  /**
   * The same, with the body handed on as it comes, never whole in memory. It is over when `consume` is.
   * @throws RemoteFault as above; what `consume` throws that is none is reported as a broken connection, with its cause
   */
  download<T>(req: OutboundRequest, consume: (answer: OutboundStream) => Promise<T>): Promise<T>
} & AsyncDisposable

export type OutboundRequest = {
  method: 'GET' | 'POST'
  /** Absolute http(s) URL without credentials, at most 4,096 characters. */
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Cap on the unpacked answer, in bytes. Default 1 MiB. */
  maxBytes?: number
  /** For name look-up, connection, all redirects and the whole body together. Default 10,000 ms. */
  deadlineMs?: number
  signal?: AbortSignal
  /** GET follows up to 5 redirects by default; POST never does. */
  redirect?: 'follow' | 'refuse'
  /** Nobody reads the body of the answer, which comes back empty: it costs half. */
  isAnswerIgnored?: boolean
  /** Called before each hop; returns headers to add, such as a signature for exactly this hop. */
  prepare?: (hop: OutboundHop) => Promise<Record<string, string>>
}

export type OutboundHop = { method: string; url: URL; body?: string | Uint8Array }

type Client = {
  readonly pools: Pools
  readonly send: typeof request
  readonly userAgent: string
  readonly mayAsk: OutboundHttpOptions['mayAsk']
}

const requestSeconds = defineHistogram({
  name: 'cairn_outbound_request_seconds',
  help: 'A request to another server, with all redirects, and what became of it.',
  labels: ['method', 'outcome'],
})

/** Measured and traced; hosts stand in traces only, for there are too many to count apart. */
function requestWithinDeadline<T>(client: Client, req: OutboundRequest, reading: Reading<T>): Promise<T> {
  const startedAt = performance.now()
  const end = (outcome: string) =>
    requestSeconds.observe({ method: req.method, outcome }, (performance.now() - startedAt) / 1000)
  const attributes = {
    'http.request.method': req.method,
    'server.address': URL.parse(req.url)?.host ?? '',
  }
  return traced({ name: req.method, kind: 'client', attributes }, async () => {
    try {
      const answer = await requestBefore(client, req, reading)
      end('answered')
      return answer
    } catch (error) {
      end(error instanceof RemoteFault ? error.because : 'aborted')
      throw error
    }
  })
}

async function requestBefore<T>(client: Client, req: OutboundRequest, reading: Reading<T>): Promise<T> {
  const deadline = startDeadline(req.deadlineMs ?? DEFAULT_DEADLINE_MS, req.signal)
  try {
    // undici hears the signal only once it has a socket; waiting for one must not outlast the deadline either.
    return await deadline.race(requestHopByHop(client, req, { reading, signal: deadline.signal }))
  } catch (error) {
    // Whoever asked for the abort knows why; it is not the remote's fault.
    req.signal?.throwIfAborted()
    throw error
  } finally {
    deadline.clear()
  }
}

async function requestHopByHop<T>(
  client: Client,
  req: OutboundRequest,
  { reading, signal }: { reading: Reading<T>; signal: AbortSignal },
): Promise<T> {
  const mayFollow = req.method === 'GET' && req.redirect !== 'refuse'
  let url = parseOutboundUrl(req.url)
  let headers = lowerCaseNames(req.headers ?? {})
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (client.mayAsk && !(await client.mayAsk(url.host)))
      throw new RemoteFault('refused-address', `${url.host} is not to be asked`)
    const answer = await sendHop(client, { req, url, headers, signal }, reading)
    if (answer.kind === 'final') return answer.value
    if (!mayFollow) throw redirectRefused(answer.status)
    const next = followRedirect(url, answer.location)
    if (next.origin !== url.origin) headers = withoutCredentials(headers)
    url = next
  }
  throw new RemoteFault('redirect', `More than ${MAX_REDIRECTS} redirects`)
}

type Hop = { req: OutboundRequest; url: URL; headers: Record<string, string>; signal: AbortSignal }

async function sendHop<T>(
  { pools, send, userAgent }: Client,
  { req, url, headers, signal }: Hop,
  reading: Reading<T>,
) {
  const body = req.body === undefined ? {} : { body: req.body }
  const prepared = lowerCaseNames((await req.prepare?.({ method: req.method, url, ...body })) ?? {})
  const all = {
    'user-agent': userAgent,
    ...headers,
    ...prepared,
    ...traceHeaders(),
    'accept-encoding': reading.encodings,
  }
  try {
    return await reading.receive({
      send,
      pool: pools.of(url.origin),
      url,
      options: { method: req.method, headers: all, ...body },
      maxBytes: req.maxBytes ?? DEFAULT_MAX_BYTES,
      signal,
    })
  } catch (error) {
    throw asRemoteFault(error, url)
  }
}

function asRemoteFault(error: unknown, url: URL): unknown {
  if (error instanceof RemoteFault) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  // A header or option that undici does not take is a bug of ours.
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') return error
  return new RemoteFault('unreachable', `No complete answer from ${url.host}`, { cause: error })
}

function redirectRefused(status: number): RemoteFault {
  const isForGood = status === 301 || status === 308
  return new RemoteFault('redirect', `Refused to follow a redirect (${status})`, {
    retry: isForGood ? 'never' : 'later',
    status,
  })
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  // Host follows from the URL alone; one from elsewhere could point a shared front end at another site.
  return Object.fromEntries(lower.filter(([name]) => name !== 'host'))
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)))
}

const DEFAULT_DEADLINE_MS = 10_000
const DEFAULT_MAX_BYTES = 1024 * 1024
const MAX_REDIRECTS = 5
const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization'])
