import { once } from 'node:events'
import { get as getRaw, type IncomingMessage } from 'node:http'
import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { blockDomain, type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
let postPath: string

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode({ secureMode: true }), startRemotePeer()])
  alice = await node.createPerson('alice')
  carol = peer.createActor('carol')
  postPath = `/posts/${(await node.publish(alice, 'Hello')).id}`
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

async function get(path: string, accept = 'application/activity+json') {
  const answer = await request(node.origin + path, { headers: { accept } })
  await answer.body.dump()
  return { status: answer.statusCode, cache: answer.headers['cache-control'] }
}

const documents = ['/users/alice', '/users/alice/outbox', '/users/alice/followers', '/@alice']

it('gives strangers no document', async () => {
  for (const path of [...documents, postPath, `${postPath}/activity`, `${postPath}/replies`]) {
    expect([path, (await get(path)).status]).toEqual([path, 401])
  }
  // Whatever the client calls what it wants.
  expect((await get('/users/alice/outbox', '*/*')).status).toBe(401)
})

it('R13: gives strangers none by another spelling of its address either', async () => {
  const spellings = [
    '/%75sers/alice',
    '/users/%61lice',
    '/u%73ers/alice/outbox',
    postPath.replace('p', '%70'),
  ]
  for (const path of spellings) expect([path, await rawStatus(path)]).toEqual([path, 401])
  for (const path of documents.slice(0, 3)) {
    const whole = node.origin + path
    expect([whole, await rawStatus(whole)]).toEqual([whole, 401])
  }
})

/** As it stands in the request line, which may hold more than a path. */
async function rawStatus(target: string): Promise<number> {
  const { hostname, port } = new URL(node.origin)
  const headers = { accept: 'application/activity+json' }
  const asked = getRaw({ hostname, port, path: target, headers })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode ?? 0
}

it('gives them to whoever signs, and lets no cache keep them', async () => {
  for (const path of [...documents, postPath]) {
    const answer = await peer.get(carol, node.origin + path)
    expect([path, answer.status]).toEqual([path, 200])
  }
})

it('keeps the instance actor and the pages open', async () => {
  expect(await get('/actor')).toMatchObject({ status: 200 })
  expect((await get('/users/alice', 'text/html')).status).toBe(302)
  expect((await get(`/.well-known/webfinger?resource=acct:alice@${node.host}`)).status).toBe(200)
})

it('gives nothing to a server that is blocked', async () => {
  const blocked = await startRemotePeer()
  const mallory = blocked.createActor('mallory')
  await blockDomain(node, blocked.host)
  expect((await blocked.get(mallory, `${node.origin}/users/alice`)).status).toBe(401)
  await blocked[Symbol.asyncDispose]()
})

it('still meets another server of its kind', async () => {
  await using other = await startFederationNode({ secureMode: true })
  const bob = await other.createPerson('bob')
  const aliceThere = await other.find(`alice@${node.host}`)
  await other.relationships.requestFollow({ followerId: bob.id, followedId: aliceThere.id })
  await untilQuiet(node, other)
  const post = await node.publish(alice, 'Among servers')
  await untilQuiet(node, other)
  expect(await other.posts.findPostByUri(`${node.origin}/posts/${post.id}`)).toBeDefined()
})
