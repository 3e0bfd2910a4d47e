import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { digestFollowers } from '../digest-followers.ts'
import { parseSynchronisation } from './synchronise-followers.ts'

let node: FederationNode
let other: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
let carolHere: Account
let count = 0

beforeAll(async () => {
  ;[node, other, peer] = await Promise.all([startFederationNode(), startFederationNode(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, other, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(async () => {
  count += 1
  alice = await node.createPerson(`alice${count}`)
  carol = peer.createActor(`carol${count}`)
  carolHere = await node.find(`${carol.username}@${peer.host}`)
})

async function followCarol(): Promise<void> {
  const pair = { followerId: alice.id, followedId: carolHere.id }
  await node.relationships.requestFollow(pair)
  await node.relationships.acceptFollow(pair)
  await untilQuiet(node)
}

/** Carol sends something, with a header about her followers here. */
async function send(followers: readonly string[], header: Record<string, string> = {}): Promise<void> {
  const uri = `${carol.uri}/notes/${count}`
  const params = {
    collectionId: String(carol.document['followers']),
    url: `${carol.uri}/followers_synchronization`,
    digest: digestFollowers(followers),
    ...header,
  }
  const value = Object.entries(params)
    .map(([name, text]) => `${name}="${text}"`)
    .join(', ')
  const activity = { id: `${uri}/activity`, type: 'Create', actor: carol.uri, object: peer.note(carol, uri) }
  const tamper = (headers: Record<string, string>) => ({ ...headers, 'collection-synchronization': value })
  expect(await peer.post(carol, `${node.origin}/inbox`, activity, { tamper })).toBe(202)
  await untilQuiet(node)
}

function serveFollowers(items: readonly string[]): void {
  const id = `${carol.uri}/followers_synchronization`
  peer.serve(new URL(id).pathname, { id, type: 'OrderedCollection', orderedItems: items })
}

const uriOf = (account: Account) => `${node.origin}/users/${account.username}`
const isFollowing = async () => (await node.relationships.findFollow(alice.id, carolHere.id)) !== undefined
const asked = () =>
  peer.arrived.filter(({ path }) => path.endsWith(`carol${count}/followers_synchronization`))

it('ends a follow that the other server knows nothing of', async () => {
  await followCarol()
  serveFollowers([])
  await send([])
  expect(await isFollowing()).toBe(false)
})

it('keeps it where the other server knows of it, and asks for nothing when all is well', async () => {
  await followCarol()
  serveFollowers([uriOf(alice)])
  await send([uriOf(alice)])
  expect(asked()).toHaveLength(0)
  await send([uriOf(alice), `${node.origin}/users/nobody`])
  expect(asked()).toHaveLength(1)
  expect(await isFollowing()).toBe(true)
})

it('tells the other server who does not follow after all', async () => {
  serveFollowers([uriOf(alice)])
  await send([uriOf(alice)])
  const told = peer.activitiesAt(`${new URL(carol.uri).pathname}/inbox`)
  expect(told.at(-1)).toMatchObject({
    type: 'Undo',
    actor: uriOf(alice),
    object: { type: 'Follow', object: carol.uri },
  })
})

it('believes a sender about its own followers alone, and from its own server alone', async () => {
  await followCarol()
  serveFollowers([])
  await send([], { collectionId: `${peer.origin}/users/somebody/followers` })
  await send([], { url: `${other.origin}/users/x/followers_synchronization` })
  await send([], { digest: 'short' })
  expect(asked()).toHaveLength(0)
  expect(await isFollowing()).toBe(true)
})

it('sends the digest with posts for followers alone, and lists the signer its own followers', async () => {
  const bob = await other.createPerson(`bob${count}`)
  const aliceThere = await other.find(`${alice.username}@${node.host}`)
  await other.relationships.requestFollow({ followerId: bob.id, followedId: aliceThere.id })
  await untilQuiet(node, other)
  // Something went wrong here: the follow is gone, and nobody there was told.
  await node.db.sql`delete from follows where followed_id = ${alice.id}`
  const dave = peer.createActor(`dave${count}`)
  const follow = { id: `${dave.uri}#follows/1`, type: 'Follow', actor: dave.uri, object: uriOf(alice) }
  expect(await peer.post(dave, `${node.origin}/inbox`, follow)).toBe(202)
  await untilQuiet(node)
  await node.publish(alice, 'For everybody')
  await node.publish(alice, 'Among us', { visibility: 'followers' })
  await untilQuiet(node)
  const sent = peer.arrived.filter(({ path, method }) => method === 'POST' && path.includes(`dave${count}`))
  const headers = sent.map(({ headers: all }) => all['collection-synchronization'])
  expect(headers.filter((header) => header !== undefined)).toHaveLength(1)
  expect(parseSynchronisation(String(headers.at(-1)))).toEqual({
    collectionId: `${uriOf(alice)}/followers`,
    url: `${uriOf(alice)}/followers_synchronization`,
    digest: digestFollowers([dave.uri]),
  })
  expect(sent.at(-1)?.headers['signature']).toContain('collection-synchronization')
})

it('mends the followers of two servers of this kind', async () => {
  const bob = await other.createPerson(`bob${count}`)
  const aliceThere = await other.find(`${alice.username}@${node.host}`)
  const [erin, eve] = [await other.createPerson(`erin${count}`), await other.createPerson(`eve${count}`)]
  for (const { id } of [bob, erin, eve]) {
    await other.relationships.requestFollow({ followerId: id, followedId: aliceThere.id })
  }
  await untilQuiet(node, other)
  // Each side lost one of them.
  await node.db.sql`
    delete from follows
    where followed_id = ${alice.id} and follower_id = (select id from accounts where username = ${erin.username})
  `
  await other.db.sql`delete from follows where follower_id = ${eve.id}`
  await node.publish(alice, 'Among us', { visibility: 'followers' })
  await untilQuiet(node, other)
  await untilQuiet(node, other)
  const there = await other.relationships.listLocalFollowerIds(aliceThere.id)
  const here = await node.relationships.listRemoteFollowerUris(alice.id)
  expect(there).toEqual([bob.id])
  expect(here).toEqual([`${other.origin}/users/${bob.username}`])
})

it('makes the digest of FEP-8fcf, whatever the order and however often somebody is named', () => {
  const one = 'https://testing.example.org/users/1'
  const two = 'https://testing.example.org/users/2'
  const digest = 'c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f'
  expect([digestFollowers([one, two]), digestFollowers([two, one, two])]).toEqual([digest, digest])
  expect(digestFollowers([])).toBe('0'.repeat(64))
})

it('gives the collection to signed fetches alone', async () => {
  const answer = await fetch(`${uriOf(alice)}/followers_synchronization`, {
    headers: { accept: 'application/activity+json' },
  })
  expect(answer.status).toBe(401)
})
