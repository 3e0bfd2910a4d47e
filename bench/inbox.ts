import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signRequest } from '#surfaces/federation/signatures/index.ts'
import { measureRsa } from './limits.ts'
import { load, ratio, report } from './measure.ts'
import { type BenchServer, startBenchServer } from './server.ts'

const activities = 4000
/** Sent before: what is compiled, connected and looked up once is not what an activity costs. */
const warmUp = 1000

/** Signed Create(Note) accepted a second, and processed (visible at home) a second; beside RSA of one core. */
export async function benchInbox(): Promise<void> {
  await using server = await startBenchServer()
  const reader = await server.person('reader')
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const remote = await startRemote(keys.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  try {
    await followRemote(server, reader.token, remote.host)
    const signedAt = performance.now()
    const requests = await signAll(server.origin, remote.origin, keys.privateKey)
    const signing = requests.length / ((performance.now() - signedAt) / 1000)
    await load({
      origin: server.origin,
      clients: 16,
      seconds: 60,
      atMost: warmUp,
      request: (_client, count) => requests[count] ?? fail(),
    })
    await untilVisible(server, reader.id, warmUp)
    const idle = await server.cpu()
    const begun = performance.now()
    const accepted = await load({
      origin: server.origin,
      clients: 16,
      seconds: 60,
      atMost: activities,
      request: (_client, count) => requests[warmUp + count] ?? fail(),
    })
    report('inbox: signed Create(Note) accepted', accepted)
    await untilVisible(server, reader.id, warmUp + activities)
    const processed = activities / ((performance.now() - begun) / 1000)
    process.stdout.write(
      `${'inbox: processed, visible at home'.padEnd(44)} ${processed.toFixed(0).padStart(7)}/s\n`,
    )
    process.stdout.write(`server memory after the load: ${(await server.memory()).toFixed(0)} MiB\n`)
    const used = await server.cpu()
    const ms = {
      server: ((used.server - idle.server) * 1000) / activities,
      database: ((used.database - idle.database) * 1000) / activities,
    }
    process.stdout.write(
      `CPU an activity, from acceptance to home: ${ms.server.toFixed(2)} ms server, ${ms.database.toFixed(2)} ms database\n`,
    )
    await measureUnsigned(server)
    const rsa = measureRsa()
    process.stdout.write(
      `limit: RSA-2048 of one core: ${rsa.signs.toFixed(0)} signs/s, ${rsa.verifies.toFixed(0)} verifies/s; this generator signed ${signing.toFixed(0)}/s\n`,
    )
    process.stdout.write(
      `an activity takes as much CPU as ${((ms.server * rsa.verifies) / 1000).toFixed(1)} RSA verifications in the server, ${((ms.database * rsa.verifies) / 1000).toFixed(1)} in the database\n`,
    )
    ratio('accepted by the RSA verify limit', accepted.perSecond / rsa.verifies)
    ratio('processed by the RSA verify limit', processed / rsa.verifies)
  } finally {
    remote.server.close()
    remote.server.closeAllConnections()
  }
}

const unsigned = 1000

/** What a POST of 100 KB costs that nobody signed: it is refused before its body is read. */
async function measureUnsigned(server: BenchServer): Promise<void> {
  const body = Buffer.alloc(100_000, 'x')
  const headers = { 'content-type': 'application/activity+json' }
  const before = await server.cpu()
  const figures = await load({
    origin: server.origin,
    clients: 4,
    seconds: 20,
    atMost: unsigned,
    request: () => ({ method: 'POST', path: '/inbox', headers, body }),
  })
  const after = await server.cpu()
  const ms = ((after.server - before.server) * 1000) / figures.count
  process.stdout.write(
    `inbox: unsigned POST of 100 KB: ${ms.toFixed(2)} ms of CPU each, ${figures.failures} of ${figures.count} refused\n`,
  )
}

function fail(): never {
  throw new Error('No request was made.')
}

interface Remote {
  readonly server: Server
  readonly origin: string
  readonly host: string
}

async function startRemote(publicKeyPem: string): Promise<Remote> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  const origin = `http://${host}`
  const actor = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id: `${origin}/users/remote`,
    type: 'Person',
    preferredUsername: 'remote',
    name: 'Remote',
    inbox: `${origin}/users/remote/inbox`,
    outbox: `${origin}/users/remote/outbox`,
    followers: `${origin}/users/remote/followers`,
    publicKey: { id: `${origin}/users/remote#main-key`, owner: `${origin}/users/remote`, publicKeyPem },
  }
  server.on('request', (request, response) => {
    request.resume()
    const found = request.url?.startsWith('/.well-known/webfinger')
      ? {
          subject: `acct:remote@${host}`,
          links: [{ rel: 'self', type: 'application/activity+json', href: actor.id }],
        }
      : request.method === 'GET' && request.url === '/users/remote'
        ? actor
        : undefined
    response.writeHead(found ? 200 : 202, { 'content-type': 'application/activity+json' })
    response.end(found ? JSON.stringify(found) : '')
  })
  return { server, origin, host }
}

/** The reader follows, straight into the table: the remote side is no server that could accept. */
async function followRemote(server: BenchServer, token: string, host: string): Promise<void> {
  const answer = await fetch(`${server.origin}/api/v2/search?resolve=true&type=accounts&q=remote@${host}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { accounts } = (await answer.json()) as { accounts: { id: string }[] }
  const id = accounts[0]?.id
  if (!id) throw new Error('The remote account was not found.')
  await fetch(`${server.origin}/api/v1/accounts/${id}/follow`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  await server.sql`update follows set state = 'accepted' where followed_id = ${id}`
}

async function signAll(target: string, origin: string, privateKey: KeyObject) {
  const requests = []
  for (let n = 0; n < warmUp + activities; n++) {
    const actor = `${origin}/users/remote`
    const id = `${origin}/notes/${n}`
    const published = new Date().toISOString()
    const body = JSON.stringify({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${id}/activity`,
      type: 'Create',
      actor,
      published,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [`${actor}/followers`],
      object: {
        id,
        type: 'Note',
        attributedTo: actor,
        published,
        to: ['https://www.w3.org/ns/activitystreams#Public'],
        cc: [`${actor}/followers`],
        content: `<p>Note ${n} with some text, as people write them, and a <a href="https://example.org/">link</a>.</p>`,
        tag: [],
        attachment: [],
      },
    })
    const headers = await signRequest({
      method: 'POST',
      url: `${target}/inbox`,
      body,
      key: { keyId: `${actor}#main-key`, privateKey },
      scheme: 'cavage',
    })
    requests.push({
      method: 'POST' as const,
      path: '/inbox',
      headers: { ...headers, 'content-type': 'application/activity+json' },
      body,
    })
  }
  return requests
}

async function untilVisible(server: BenchServer, readerId: string, wanted: number): Promise<void> {
  for (let attempt = 0; attempt < 6000; attempt++) {
    const [row] =
      await server.sql`select count(*)::int as count from home_timeline where account_id = ${readerId}`
    if (row?.['count'] >= wanted) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('The notes did not all get home.')
}
