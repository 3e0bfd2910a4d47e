import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let left: RemotePeer
let right: RemotePeer
/** Actors of servers that subscribe, and somebody on the left. */
let leftServer: PeerActor
let rightServer: PeerActor
let carol: PeerActor
let count = 0

const everybody = 'https://www.w3.org/ns/activitystreams#Public'

beforeAll(async () => {
  ;[node, left, right] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, left, right].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(async () => {
  count += 1
  leftServer = left.createActor(`actor${count}`, { type: 'Application' })
  rightServer = right.createActor(`actor${count}`, { type: 'Application' })
  carol = left.createActor(`carol${count}`)
  await node.instance.setSetting('relay', 'open')
  for (const { host } of (await node.federation.relaying.list()).subscribers)
    await node.federation.relaying.refuse(host, null)
  await untilQuiet(node)
})

const inbox = () => `${node.origin}/inbox`
const relayUri = () => `${node.origin}/relay`

function follow(actor: PeerActor, object = everybody) {
  return { id: `${actor.uri}#follow-${count}`, type: 'Follow', actor: actor.uri, object }
}

async function subscribe(peer: RemotePeer, actor: PeerActor, object = everybody): Promise<void> {
  expect(await peer.post(actor, inbox(), follow(actor, object))).toBe(202)
  await untilQuiet(node)
}

function create(name: string, more: Record<string, unknown> = {}) {
  const uri = `${left.origin}/notes/${count}-${name}`
  const object = left.note(carol, uri, more)
  return { id: `${uri}/activity`, type: 'Create', actor: carol.uri, to: object['to'], object }
}

const arrivedAt = (peer: RemotePeer, type: string) =>
  peer.activitiesAt(`/users/actor${count}/inbox`).filter((activity) => activity['type'] === type)
const announcedAt = (peer: RemotePeer) =>
  arrivedAt(peer, 'Announce').map((activity) => [activity['actor'], activity['object']])

it('lets in who follows everybody, and gives out an actor with the key', async () => {
  await subscribe(right, rightServer)
  expect(arrivedAt(right, 'Accept')).toMatchObject([
    { actor: relayUri(), object: { id: `${rightServer.uri}#follow-${count}`, object: everybody } },
  ])
  const { json } = await right.get(rightServer, relayUri())
  expect(json).toMatchObject({
    id: relayUri(),
    type: 'Application',
    inbox: inbox(),
    publicKey: { id: `${relayUri()}#main-key`, owner: relayUri() },
  })
})

it('lets in who follows its actor, and follows back', async () => {
  await subscribe(right, rightServer, relayUri())
  expect(arrivedAt(right, 'Accept')).toHaveLength(1)
  expect(arrivedAt(right, 'Follow')).toMatchObject([{ actor: relayUri(), object: rightServer.uri }])
})

it('passes the public posts of subscribers on to the others alone, once', async () => {
  await subscribe(left, leftServer)
  await subscribe(right, rightServer)
  const post = create('public')
  await left.post(carol, inbox(), post)
  await left.post(carol, inbox(), { ...post, id: `${post.id}/again` })
  await untilQuiet(node)
  expect(announcedAt(right)).toEqual([[relayUri(), post.object['id']]])
  expect(announcedAt(left)).toEqual([])
})

it.each([
  ['unlisted posts', { to: ['https://left.example/followers'], cc: [everybody] }],
  ['posts of long ago', { published: '2025-01-01T00:00:00Z' }],
])('passes no %s on', async (what, more) => {
  await subscribe(left, leftServer)
  await subscribe(right, rightServer)
  await left.post(carol, inbox(), create(what.replaceAll(' ', '-'), more))
  await untilQuiet(node)
  expect(announcedAt(right)).toEqual([])
})

it('passes nothing on of servers that have not subscribed', async () => {
  await subscribe(right, rightServer)
  await left.post(carol, inbox(), create('strange'))
  await untilQuiet(node)
  expect(announcedAt(right)).toEqual([])
})

it('passes on what a subscriber announces of its own, never of others', async () => {
  await subscribe(left, leftServer, relayUri())
  await subscribe(right, rightServer)
  const own = create('announced').object
  left.serve(new URL(String(own['id'])).pathname, own)
  const dave = right.createActor(`dave${count}`)
  const foreign = right.note(dave, `${right.origin}/notes/${count}`)
  right.serve(`/notes/${count}`, foreign)
  for (const object of [own['id'], foreign['id']]) {
    const announce = {
      id: `${leftServer.uri}#${String(object)}`,
      type: 'Announce',
      actor: leftServer.uri,
      object,
    }
    expect(await left.post(leftServer, inbox(), announce)).toBe(202)
  }
  await untilQuiet(node)
  expect(announcedAt(right)).toEqual([[relayUri(), own['id']]])
  expect(await node.posts.findPostByUri(String(foreign['id']))).toBeUndefined()
})

it('passes signed ends of posts on as they came', async () => {
  await subscribe(left, leftServer)
  await subscribe(right, rightServer)
  const { object } = create('gone')
  await left.post(carol, inbox(), create('gone'))
  const end = { id: `${String(object['id'])}#delete`, type: 'Delete', actor: carol.uri, object: object['id'] }
  await left.post(carol, inbox(), { ...end, signature: { type: 'RsaSignature2017', signatureValue: 'x' } })
  await untilQuiet(node)
  expect(arrivedAt(right, 'Delete')).toMatchObject([{ ...end, signature: { signatureValue: 'x' } }])
})

it('waits for approval, but not of servers that are allowed by name', async () => {
  await node.instance.setSetting('relay', 'approval')
  await subscribe(right, rightServer)
  expect(arrivedAt(right, 'Accept')).toEqual([])
  expect((await node.federation.relaying.list()).subscribers).toMatchObject([{ state: 'requested' }])
  await node.federation.relaying.approve(right.host, null)
  await untilQuiet(node)
  expect(arrivedAt(right, 'Accept')).toHaveLength(1)
  await node.policies.allowDomain('127.0.0.1', null)
  await subscribe(left, leftServer)
  expect(arrivedAt(left, 'Accept')).toHaveLength(1)
  await node.policies.disallowDomain('127.0.0.1', null)
})

it('forgets who leaves, and tells who is shut out', async () => {
  await subscribe(left, leftServer)
  await subscribe(right, rightServer)
  const undo = {
    id: `${leftServer.uri}#undo-${count}`,
    type: 'Undo',
    actor: leftServer.uri,
    object: follow(leftServer),
  }
  await left.post(leftServer, inbox(), undo)
  await node.federation.relaying.refuse(right.host, null)
  await untilQuiet(node)
  expect((await node.federation.relaying.list()).subscribers).toEqual([])
  expect(arrivedAt(left, 'Reject')).toEqual([])
  expect(arrivedAt(right, 'Reject')).toHaveLength(1)
})

it('is no relay unless it was made one', async () => {
  await node.instance.setSetting('relay', 'off')
  await subscribe(right, rightServer)
  expect(arrivedAt(right, 'Accept')).toEqual([])
  expect((await right.get(rightServer, relayUri())).status).toBe(404)
})

it('fills the feed of another Cairn, and takes what that one publishes', async () => {
  await using reader = await startFederationNode()
  const outcome = await reader.federation.relaying.add(`${node.origin}/inbox`, null)
  expect(outcome.kind).toBe('added')
  await untilQuiet(node, reader)
  expect((await reader.federation.relaying.list()).relays).toMatchObject([{ state: 'accepted' }])
  await subscribe(left, leftServer)
  const { object, ...activity } = create('across')
  left.serve(new URL(String(object['id'])).pathname, object)
  await left.post(carol, inbox(), { ...activity, object })
  const alice = await reader.createPerson('alice')
  const post = await reader.publish(alice, 'From the reader')
  await untilQuiet(node, reader)
  expect(await reader.posts.findPostByUri(String(object['id']))).toBeDefined()
  expect(announcedAt(left)).toEqual([[relayUri(), `${reader.origin}/posts/${post.id}`]])
})

it('leaves nothing dead behind', async () => {
  expect(await node.db.sql`select kind, last_error from dead_jobs`).toEqual([])
})
