import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { isConnectionLost } from '#platform/db/index.ts'
import { describeError, type Log, withRequestId } from '#platform/log/index.ts'
import { beginRequest, defineHistogram, endRequest, withinRequest } from '#platform/telemetry/index.ts'
import { acceptMultipart } from './accept-multipart.ts'
import { Refusal } from './answer.ts'
import { endUnused } from './end-unused.ts'
import { keepLargeIntegers } from './keep-large-integers.ts'
import { parseParameters } from './parse-parameters.ts'

export type HttpServer = FastifyInstance

export interface HttpServerOptions {
  readonly log: Log
  /** Proxies whose X-Forwarded-For counts; empty: none. */
  readonly trustProxy: readonly string[]
  /** Whether the server is reached by https: then browsers are told to stay there. */
  readonly https: boolean
  /** Answers browsers that ask for a page that is not there. */
  readonly notFoundPage?: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

const mebibyte = 1024 * 1024

/** What is read, and thrown away, of a body that was refused. */
const longestUnread = 32 * mebibyte

function notUsed(): never {
  throw new Error('A route has a schema for Fastify; declare an endpoint instead.')
}

/** The server that every surface is mounted on: parsing, errors, request ids, headers, CORS. Listens to nothing yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const makeRequestId = createRequestIds()
  const server = fastify({
    logger: false,
    trustProxy: options.trustProxy.length > 0 ? [...options.trustProxy] : false,
    bodyLimit: mebibyte,
    genReqId: (request) => beginRequest(request) ?? makeRequestId(),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    connectionTimeout: 60_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    // Whoever offers another protocol (curl offers h2c) is answered in this one; only WebSockets are taken over.
    http: {
      shouldUpgradeCallback(this: Server, request) {
        return request.headers.upgrade?.toLowerCase() === 'websocket' && this.listenerCount('upgrade') > 0
      },
    },
    // Endpoints check their parameters themselves: Fastify's validator and serialiser would only be loaded.
    // An address that cannot be read reaches no hook.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      secureHeaders(reply, options.https)
      void reply.code(error.statusCode ?? 400).send({ error: 'This address cannot be read.' })
    },
    schemaController: { compilersFactory: { buildValidator: notUsed, buildSerializer: notUsed } },
    routerOptions: {
      querystringParser: parseParameters,
      maxParamLength: 500,
      ignoreTrailingSlash: true,
    },
  })
  const endThoseUnused = endUnused(server.server)
  server.addHook('preClose', async () => endThoseUnused())
  server.addHook('onRequest', (request, _reply, done) =>
    withRequestId(request.id, () => withinRequest(request.raw, done)),
  )
  server.addHook('onSend', (request, reply, payload, done) => {
    secureHeaders(reply, options.https)
    letSendersFinish(request, reply)
    done(null, payload)
  })
  server.addHook('onResponse', (request, reply, done) => {
    logResponse(options.log, request, reply)
    measureResponse(request, reply)
    done()
  })
  server.setErrorHandler((error: FastifyError | Refusal, request, reply) =>
    shapeError(options.log, error, request, reply),
  )
  server.setNotFoundHandler(async (request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    if (wantsPage && options.notFoundPage) return options.notFoundPage(request, reply)
    return reply.code(404).send({ error: 'There is nothing at this address.' })
  })
  server.removeContentTypeParser(['text/plain', 'application/json'])
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    // Apps name JSON as the type of a POST that carries nothing.
    body === ''
      ? done(null, {})
      : parseJson(request, String(body), (error, value) =>
          error ? done(error) : done(null, keepLargeIntegers(String(body), value)),
        ),
  )
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, parseParameters(String(body))),
  )
  await server.register(cookie)
  await server.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    // Whatever headers an app sends: without cookies a page elsewhere can do no more by them than any program.
    exposedHeaders: [
      'Link',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-Id',
      'Retry-After',
    ],
    maxAge: 86_400,
  })
  await acceptMultipart(server)
  return server
}

/** Unique, not secret: a random part for the process, and a number. */
function createRequestIds(): () => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return `${process}${count.toString(36)}`
  }
}

/** R31, R39. Pages set a Content-Security-Policy of their own; whatever else must never run as a page. */
function secureHeaders(reply: FastifyReply, https: boolean): void {
  void reply.headers({ 'x-content-type-options': 'nosniff', 'x-request-id': reply.request.id })
  if (!reply.hasHeader('content-security-policy')) {
    void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
  }
  if (!reply.hasHeader('referrer-policy')) void reply.header('referrer-policy', 'same-origin')
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store')
  if (https) void reply.header('strict-transport-security', 'max-age=63072000; includeSubDomains')
}

/**
 * A connection that closes while its client still writes is reset, and the client never sees why it was refused (RFC 9112,
 * 9.6). A body whose declared length is bounded is therefore read to its end, unkept, and the connection stays open.
 */
function letSendersFinish(request: FastifyRequest, reply: FastifyReply): void {
  if (reply.statusCode < 400 || reply.getHeader('connection') !== 'close') return
  if (Number(request.headers['content-length']) <= longestUnread) reply.removeHeader('connection')
}

/** The route's pattern, never the address: queries carry searches and positions. */
function logResponse(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const fields = {
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
  }
  if (reply.statusCode >= 400) log.info('A request was refused.', fields)
  else log.debug('A request was answered.', fields)
}

const requestSeconds = defineHistogram({
  name: 'cairn_http_request_seconds',
  help: 'From the arrival of a request to the end of its answer.',
  labels: ['method', 'route', 'status'],
})

function measureResponse(request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none'
  const labels = { method: request.method, route, status: String(reply.statusCode) }
  requestSeconds.observe(labels, reply.elapsedTime / 1000)
  endRequest(request.raw, route, reply.statusCode)
}

function shapeError(
  log: Log,
  error: FastifyError | Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  if (error instanceof Refusal) {
    if (error.headers) void reply.headers(error.headers)
    // Whatever is refused as invalid names its fields, if only none: apps read them without looking.
    const details = error.status === 422 ? { details: {}, ...error.details } : error.details
    return reply.code(error.status).send({ error: error.message, ...details })
  }
  const status = error.statusCode ?? 500
  if (status < 500) return reply.code(status).send({ error: refusalText(error, status) })
  if (isConnectionLost(error)) {
    log.warn('A request failed because the database was away.', { route: request.routeOptions.url ?? 'none' })
    return reply
      .code(503)
      .header('retry-after', '2')
      .send({ error: 'The database is away for a moment. Try again.' })
  }
  if (isDiskFull(error)) {
    log.error('A request failed because the disk is full. Make room where DATA_DIR and the database are.', {
      route: request.routeOptions.url ?? 'none',
      error: error.message,
    })
    return reply.code(507).send({ error: 'This server has no room left. Tell those who run it.' })
  }
  log.error('A request failed through our fault.', {
    route: request.routeOptions.url ?? 'none',
    ...describeError(error),
  })
  return reply.code(500).send({ error: `Something went wrong on our side. Reference: ${request.id}` })
}

/** Of this file system, of the temporary one, or of PostgreSQL's (disk_full). */
function isDiskFull(error: FastifyError): boolean {
  return ['ENOSPC', 'EDQUOT', '53100'].includes(error.code)
}

function refusalText(error: FastifyError, status: number): string {
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError)
    return 'The body is not valid JSON.'
  if (status === 413) return 'The request is too large.'
  if (status === 415) return 'This content type is not accepted here.'
  return error.message
}
