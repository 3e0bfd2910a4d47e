import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { request as send } from 'undici'
import { type SignatureScheme, signRequest } from '#surfaces/federation/signatures/index.ts'

/** An actor of a server that does and says whatever a test wants. */
export interface PeerActor {
  readonly uri: string
  readonly username: string
  readonly keyId: string
  readonly privateKey: KeyObject
  /** The document as it is served; change it at will. */
  readonly document: Record<string, unknown>
}

interface Page {
  readonly status?: number
  readonly type?: string
  readonly headers?: Record<string, string>
  readonly body: unknown
}

interface Arrived {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface PostOptions {
  readonly scheme?: SignatureScheme
  readonly date?: Date
  readonly contentType?: string
  /** Changes the signed headers before they go out. */
  readonly tamper?: (headers: Record<string, string>) => Record<string, string>
  /** Sent instead of the body that was signed. */
  readonly sentBody?: string
}

/** Another server on 127.0.0.1, honest or not, without any code of ours but the signer. */
export interface RemotePeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  /** Every request that came, in order. */
  readonly arrived: Arrived[]
  /** What inboxes answer, to all or to each, at once or later; 202 by default. */
  inboxStatus: number | ((arrived: Arrived) => number | Promise<number>)
  serve(path: string, page: Page | object): void
  createActor(username: string, changes?: Record<string, unknown>): PeerActor
  note(actor: PeerActor, id: string, more?: Record<string, unknown>): Record<string, unknown>
  /** Signs and POSTs; @returns the status. */
  post(actor: PeerActor, inbox: string, body: object | string, options?: PostOptions): Promise<number>
  /** A signed GET; @returns the status and what came. */
  get(actor: PeerActor, url: string): Promise<{ status: number; json: Record<string, unknown> }>
  activitiesAt(path: string): Record<string, unknown>[]
}

const publicCollection = 'https://www.w3.org/ns/activitystreams#Public'

export async function startRemotePeer(): Promise<RemotePeer> {
  const pages = new Map<string, Page>()
  const actors = new Map<string, PeerActor>()
  const arrived: Arrived[] = []
  let origin = ''
  const peer: Pick<RemotePeer, 'inboxStatus'> = { inboxStatus: 202 }
  const server = createServer((request, response) => {
    void readAll(request).then(async (body) => {
      const path = request.url ?? '/'
      const one = { method: request.method ?? '', path, headers: request.headers, body }
      arrived.push(one)
      const page = await answer(one)
      const isRaw = typeof page.body === 'string' || page.body instanceof Uint8Array
      const text = isRaw ? page.body : JSON.stringify(page.body)
      response.writeHead(page.status ?? 200, {
        'content-type': page.type ?? 'application/activity+json',
        ...page.headers,
      })
      response.end(text)
    })
  })
  const answer = async (one: Arrived): Promise<Page> => {
    const { method, path } = one
    const { inboxStatus } = peer
    if (method === 'POST')
      return { status: typeof inboxStatus === 'number' ? inboxStatus : await inboxStatus(one), body: '' }
    const page = pages.get(path)
    if (page) return page
    const actor = [...actors.values()].find((candidate) => candidate.uri === origin + path)
    if (actor) return { body: actor.document }
    const handle = /^\/\.well-known\/webfinger\?resource=acct%3A(.+)%40/.exec(path)?.[1]
    const found = handle === undefined ? undefined : actors.get(handle)
    if (!found) return { status: 404, body: '' }
    return { type: 'application/jrd+json', body: webFinger(found, new URL(origin).host) }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The peer has no port.')
  origin = `http://127.0.0.1:${address.port}`

  return Object.assign(peer, {
    origin,
    host: new URL(origin).host,
    arrived,
    serve: (path: string, page: Page | object) => {
      pages.set(path, 'body' in page ? page : { body: page })
    },
    createActor(username: string, changes: Record<string, unknown> = {}) {
      const actor = makeActor(origin, username, changes)
      actors.set(username, actor)
      return actor
    },
    note: (actor: PeerActor, id: string, more: Record<string, unknown> = {}) => ({
      id,
      type: 'Note',
      attributedTo: actor.uri,
      to: [publicCollection],
      cc: [`${actor.uri}/followers`],
      published: new Date().toISOString(),
      content: '<p>Hello</p>',
      ...more,
    }),
    post: (actor: PeerActor, inbox: string, body: object | string, options: PostOptions = {}) =>
      post(actor, inbox, typeof body === 'string' ? body : JSON.stringify(body), options),
    async get(actor: PeerActor, url: string) {
      const key = { keyId: actor.keyId, privateKey: actor.privateKey }
      const signed = await signRequest({ method: 'GET', url, key, scheme: 'cavage' })
      const answered = await send(url, { headers: { ...signed, accept: 'application/activity+json' } })
      return { status: answered.statusCode, json: (await answered.body.json()) as Record<string, unknown> }
    },
    activitiesAt: (path: string) =>
      arrived
        .filter((one) => one.method === 'POST' && one.path === path)
        .map((one) => JSON.parse(one.body) as Record<string, unknown>),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

// Making keys is dear, and what a test tells apart are key ids, not keys; forgers ask for a key of their own.
let sharedKey: ReturnType<typeof makeKey> | undefined

function makeKey() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** A key that no actor's document lists. */
export function strangeKey(): KeyObject {
  return makeKey().privateKey
}

function makeActor(origin: string, username: string, changes: Record<string, unknown>): PeerActor {
  sharedKey ??= makeKey()
  const uri = `${origin}/users/${username}`
  const keyId = `${uri}#main-key`
  return {
    uri,
    username,
    keyId,
    privateKey: sharedKey.privateKey,
    document: {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id: uri,
      type: 'Person',
      preferredUsername: username,
      name: username,
      inbox: `${uri}/inbox`,
      outbox: `${uri}/outbox`,
      followers: `${uri}/followers`,
      publicKey: {
        id: keyId,
        owner: uri,
        publicKeyPem: sharedKey.publicKey.export({ type: 'spki', format: 'pem' }),
      },
      ...changes,
    },
  }
}

function webFinger(actor: PeerActor, host: string) {
  return {
    subject: `acct:${actor.username}@${host}`,
    links: [{ rel: 'self', type: 'application/activity+json', href: actor.uri }],
  }
}

async function post(actor: PeerActor, inbox: string, body: string, options: PostOptions): Promise<number> {
  const key = { keyId: actor.keyId, privateKey: actor.privateKey }
  const signed = await signRequest({
    method: 'POST',
    url: inbox,
    body,
    key,
    scheme: options.scheme ?? 'cavage',
    ...(options.date && { date: options.date }),
  })
  const headers = { 'content-type': options.contentType ?? 'application/activity+json', ...signed }
  const answered = await send(inbox, {
    method: 'POST',
    headers: options.tamper?.(headers) ?? headers,
    body: options.sentBody ?? body,
  })
  await answered.body.dump()
  return answered.statusCode
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
