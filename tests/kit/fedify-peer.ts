import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Context, createFederation, generateCryptoKeyPair, MemoryKvStore } from '@fedify/fedify'
import {
  Accept,
  Activity,
  type Object as AnyObject,
  Endpoints,
  Follow,
  Note,
  Person,
} from '@fedify/fedify/vocab'

/** A server of independent making: Fedify with one person, bob, who accepts every follow. */
export interface FedifyPeer extends AsyncDisposable {
  readonly origin: string
  readonly host: string
  readonly bob: URL
  readonly context: Context<undefined>
  /** Every activity whose signature Fedify has verified and whose JSON-LD it has understood, in order. */
  readonly received: Activity[]
  /** What Fedify refused, and why. */
  readonly refused: string[]
  /** Notes that are served at their addresses. */
  readonly notes: Map<string, Note>
  noteUri(id: string): URL
  send(activity: Activity, to: { id: string; inbox: string }): Promise<void>
  /** Parses a document as strictly as Fedify does. */
  lookUp(uri: string): Promise<AnyObject | null>
}

export async function startFedifyPeer(): Promise<FedifyPeer> {
  const received: Activity[] = []
  const refused: string[] = []
  const notes = new Map<string, Note>()
  const keys = [await generateCryptoKeyPair('RSASSA-PKCS1-v1_5')]
  const federation = createFederation<undefined>({
    kv: new MemoryKvStore(),
    allowPrivateAddress: true,
    manuallyStartQueue: true,
  })
  federation
    .setActorDispatcher('/users/{identifier}', async (context, identifier) => {
      if (identifier !== 'bob') return null
      const pairs = await context.getActorKeyPairs(identifier)
      return new Person({
        id: context.getActorUri(identifier),
        preferredUsername: identifier,
        name: 'Bob of Fedify',
        inbox: context.getInboxUri(identifier),
        outbox: context.getOutboxUri(identifier),
        followers: context.getFollowersUri(identifier),
        endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
        publicKey: pairs[0]?.cryptographicKey ?? null,
        assertionMethods: pairs.map((pair) => pair.multikey),
      })
    })
    .setKeyPairsDispatcher(() => keys)
  federation.setOutboxDispatcher('/users/{identifier}/outbox', () => ({ items: [] }))
  federation.setFollowersDispatcher('/users/{identifier}/followers', () => ({ items: [] }))
  federation.setObjectDispatcher(Note, '/notes/{id}', (_context, { id }) => notes.get(id) ?? null)
  federation
    .setInboxListeners('/users/{identifier}/inbox', '/inbox')
    .on(Follow, async (context, follow) => {
      received.push(follow)
      const follower = await follow.getActor(context)
      if (!follower) return
      const id = new URL(`#accepts/${received.length}`, context.getActorUri('bob'))
      const accept = new Accept({ id, actor: context.getActorUri('bob'), object: follow })
      await context.sendActivity({ identifier: 'bob' }, follower, accept)
    })
    .on(Activity, (_context, activity) => void received.push(activity))
    .onError((_context, error) => void refused.push(String(error)))
    .onUnverifiedActivity((_context, activity, reason) => {
      refused.push(`${activity.id?.href}: ${JSON.stringify(reason)}`)
      return new Response(null, { status: 401 })
    })

  let origin = ''
  const server = createServer((request, response) => {
    void handle(request, response)
  })
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = await federation.fetch(await toRequest(request, origin), { contextData: undefined })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The peer has no port.')
  origin = `http://127.0.0.1:${address.port}`
  const context = federation.createContext(new URL(origin), undefined)
  return {
    origin,
    host: new URL(origin).host,
    bob: context.getActorUri('bob'),
    context,
    received,
    refused,
    notes,
    noteUri: (id) => context.getObjectUri(Note, { id }),
    send: (activity, to) =>
      context.sendActivity(
        { identifier: 'bob' },
        { id: new URL(to.id), inboxId: new URL(to.inbox), endpoints: null },
        activity,
      ),
    lookUp: (uri) => context.lookupObject(uri),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function toRequest(request: IncomingMessage, origin: string): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value))
  const body = Buffer.concat(chunks)
  return new Request(origin + request.url, {
    method: request.method ?? 'GET',
    headers,
    ...(body.length > 0 && { body }),
  })
}
