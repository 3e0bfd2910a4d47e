import type { FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import { readMultipart } from './accept-multipart.ts'
import { isAnswer, isJsonBytes, Refusal } from './answer.ts'
import { coerce } from './coerce.ts'
import type { HttpServer } from './create-http-server.ts'
import type { AnyEndpoint, Viewer } from './endpoint.ts'

/** What a bearer token stands for. @returns undefined for a token that does not count (any more). */
export type Authenticate = (bearer: string) => Promise<TokenBearer | undefined>

export interface TokenBearer {
  readonly tokenId: string
  readonly appId: string
  readonly scopes: readonly string[]
  /** Absent for a token of an app without a user. */
  readonly user?: { readonly accountId: string; readonly role: string }
  /** Why nothing that needs a user is open yet, in words: where none is needed, the token counts as an app's. */
  readonly held?: string | undefined
}

interface Needs {
  readonly authenticate: Authenticate
  /** Whether granted scopes cover a needed one. */
  readonly hasScope: (granted: readonly string[], needed: string) => boolean
  /** Counts a request; @throws Refusal 429. Sets the rate-limit headers. */
  readonly limit: (request: FastifyRequest, reply: FastifyReply, accountId: string | undefined) => void
}

/** Mounts endpoints: reads the token, checks scope, merges and checks parameters, then calls the handler. */
export function registerEndpoints(server: HttpServer, needs: Needs, endpoints: readonly AnyEndpoint[]): void {
  for (const endpoint of endpoints) {
    const check = createChecker(endpoint)
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      ...(endpoint.bodyLimit !== undefined && { bodyLimit: endpoint.bodyLimit }),
      exposeHeadRoute: endpoint.method === 'GET',
      handler: async (request, reply) => {
        const bearer = await readBearer(needs, request, reply)
        needs.limit(request, reply, bearer?.user?.accountId)
        allow(needs, endpoint, bearer)
        const body = endpoint.body ? await readBody(endpoint, request) : {}
        const context = {
          viewer: bearer && (!bearer.held || endpoint.access.held) ? viewerOf(bearer) : undefined,
          appId: bearer?.appId,
          ...(await check({ params: request.params, query: request.query, body })),
          request,
        }
        return send(reply, await endpoint.handle(context as never))
      },
    })
  }
}

function send(reply: FastifyReply, result: unknown): FastifyReply {
  if (!isAnswer(result)) return sendBody(reply, result)
  return sendBody(reply.code(result.status).headers(result.headers), result.body)
}

function sendBody(reply: FastifyReply, body: unknown): FastifyReply {
  if (!isJsonBytes(body)) return reply.send(body)
  return reply.header('content-type', 'application/json; charset=utf-8').send(body.bytes)
}

/** A token that does not count is counted for the address that brings it: whoever tries some is limited, too. */
async function readBearer(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<TokenBearer | undefined> {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const token = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(header)?.[1]
  const bearer = token === undefined ? undefined : await needs.authenticate(token)
  if (bearer) return bearer
  needs.limit(request, reply, undefined)
  throw unauthorized('The access token is invalid')
}

function unauthorized(message: string): Refusal {
  return new Refusal(401, message, {
    headers: { 'www-authenticate': 'Bearer realm="Cairn", error="invalid_token"' },
  })
}

function allow(needs: Needs, { access }: AnyEndpoint, bearer: TokenBearer | undefined): void {
  if (!bearer) {
    if (access.who === 'public') return
    throw unauthorized('The access token is missing')
  }
  if (access.who === 'user' && !bearer.user)
    throw new Refusal(422, 'This method requires an authenticated user')
  if (access.who === 'user' && bearer.held && !access.held) throw new Refusal(403, bearer.held)
  // On public endpoints, too: there a token shows what only its user may see (R17).
  if (access.scopes && !access.scopes.some((scope) => needs.hasScope(bearer.scopes, scope))) {
    throw new Refusal(403, 'This action is outside the authorized scopes')
  }
}

function viewerOf(bearer: TokenBearer): Viewer | undefined {
  return (
    bearer.user && {
      ...bearer.user,
      scopes: bearer.scopes,
      appId: bearer.appId,
      tokenId: bearer.tokenId,
    }
  )
}

async function readBody(endpoint: AnyEndpoint, request: FastifyRequest): Promise<unknown> {
  // Some apps (Ice Cubes) send the body's parameters by query, whatever the method.
  const query = request.query as Record<string, unknown>
  if (request.isMultipart())
    return { ...query, ...(await readMultipart(request, endpoint.bodyLimit ?? 1024 * 1024)) }
  const body = request.body ?? {}
  if (typeof body !== 'object' || Array.isArray(body)) throw new Refusal(422, 'The body must be an object.')
  return { ...query, ...body }
}

type Parameters = Readonly<Record<'params' | 'query' | 'body', unknown>>

/**
 * Compiles an endpoint's schemas at its first request: compiling all of them, and loading the compiler, was a good part
 * of the time that the server took to start.
 */
function createChecker(endpoint: AnyEndpoint): (given: Parameters) => Promise<Parameters> {
  let compiled: Promise<readonly Checker[]> | undefined
  return async (given) => {
    compiled ??= compile(endpoint)
    const checked: Record<string, unknown> = {}
    for (const { part, schema, validator } of await compiled) {
      checked[part] = schema && validator ? checkOne(part, schema, validator, given[part]) : {}
    }
    return checked as Parameters
  }
}

interface Checker {
  readonly part: keyof Parameters
  readonly schema: TSchema | undefined
  readonly validator: Validator | undefined
}

async function compile(endpoint: AnyEndpoint): Promise<readonly Checker[]> {
  const { Compile } = await import('typebox/compile')
  return (['params', 'query', 'body'] as const).map((part) => {
    const schema = endpoint[part]
    return { part, schema, validator: schema && Compile(schema) }
  })
}

function checkOne(part: string, schema: TSchema, validator: Validator, given: unknown): unknown {
  const value = coerce(schema, given)
  if (validator.Check(value)) return value
  // An id that cannot be one is the id of nothing.
  if (part === 'params') throw new Refusal(404, 'Record not found')
  const faults = validator
    .Errors(value)
    .slice(0, 10)
    .map((fault) => ({
      field:
        fault.instancePath.slice(1).replaceAll('/', '.') ||
        String(Reflect.get(fault.params, 'requiredProperties') ?? ''),
      message: fault.message,
    }))
  const text = faults.map((fault) => `${fault.field} ${fault.message}`.trim()).join(', ')
  const details = Object.fromEntries(
    faults.map((fault) => [fault.field, [{ error: 'ERR_INVALID', description: fault.message }]]),
  )
  throw new Refusal(422, `Validation failed: ${text}`, { details: { details } })
}
