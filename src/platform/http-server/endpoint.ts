import type { FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'

/** Who asks, as the token says. */
export interface Viewer {
  readonly accountId: string
  readonly scopes: readonly string[]
  readonly appId: string
  readonly tokenId: string
  readonly role: string
}

/**
 * Who may call: `public` needs nothing (a token is still read), `app` any token, `user` a user's token.
 * Scopes are checked where a token is needed, and on public endpoints when one was sent.
 */
export interface Access {
  readonly who: 'public' | 'app' | 'user'
  /** One of these is enough; a parent scope (`read`) contains its children (`read:statuses`). */
  readonly scopes?: readonly string[]
  /** Open also to those whose token is held; see `TokenBearer`. Default no. */
  readonly held?: boolean
}

/**
 * How new what an endpoint answers is (docs/use/consistency.md): `current`, as all that was answered before; `own`, that
 * for what the asker did, and what others did arrives; `later`, computed now and then, or by what follows behind; `written`,
 * for what changes something: whoever reads afterwards finds it.
 */
export type Consistency = 'current' | 'own' | 'later' | 'written'

export function consistencyOf({
  method,
  consistency,
}: Pick<AnyEndpoint, 'method' | 'consistency'>): Consistency {
  return consistency ?? (method === 'GET' ? 'current' : 'written')
}

export interface EndpointContext<A extends Access, Params, Query, Body> {
  readonly viewer: A['who'] extends 'user' ? Viewer : Viewer | undefined
  readonly appId: string | undefined
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly request: FastifyRequest
}

/** What is answered, for the reference; tests hold every answer against it. */
export interface Answered {
  /** The body of a 200. Where it is no JSON, see `mediaType`. */
  readonly response?: TSchema
  /** Of the 200, where it is no JSON: `text/csv`. */
  readonly mediaType?: string
  /** Whether a Link header leads to the next page and back (RFC 8288). */
  readonly paged?: boolean
  /** Answers beside 200 and what every endpoint refuses with: by status, the body's shape, or `error` for the usual one. */
  readonly alsoAnswers?: Readonly<Record<number, TSchema | 'error' | 'nothing'>>
}

interface Definition<A extends Access, P extends TSchema, Q extends TObject, B extends TSchema>
  extends Answered {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify's form: `/api/v1/statuses/:id`. */
  readonly path: string
  readonly access: A
  /** One sentence for the reference. */
  readonly summary: string
  readonly params?: P
  readonly query?: Q
  /** Form, JSON, multipart and (for POST, PUT, PATCH) query parameters all end up here. */
  readonly body?: B
  /** Default: `current` for GET, else `written`. */
  readonly consistency?: Consistency
  /** Bytes; default 1 MiB. */
  readonly bodyLimit?: number
  readonly handle: (context: EndpointContext<A, Static<P>, Static<Q>, Static<B>>) => Promise<unknown>
}

/** An endpoint with its types forgotten, as the registrar takes it. */
export interface AnyEndpoint extends Answered {
  readonly method: Definition<Access, TSchema, TObject, TSchema>['method']
  readonly path: string
  readonly access: Access
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly consistency?: Consistency
  readonly bodyLimit?: number
  readonly handle: (context: never) => Promise<unknown>
}

/** Declares one endpoint: its address, who may call it, its checked parameters, and what it does. */
export function endpoint<
  const A extends Access,
  P extends TSchema = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TObject,
>(definition: Definition<A, P, Q, B>): AnyEndpoint {
  return definition
}
