import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
/** A server of somebody whom nobody here knows, and the relay that speaks of its posts. */
let home: RemotePeer
let other: RemotePeer
let carol: PeerActor
let relay: PeerActor
let count = 0

const everybody = 'https://www.w3.org/ns/activitystreams#Public'

beforeAll(async () => {
  ;[node, home, other] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, home, other].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(() => {
  count += 1
  carol = home.createActor(`carol${count}`)
  relay = other.createActor(`relay${count}`, {
    type: 'Application',
    inbox: `${other.origin}/inbox${count}/inbox`,
  })
})

const inbox = () => `${node.origin}/inbox`
const noteUri = (name = 'note') => `${home.origin}/notes/${count}-${name}`
const arrivedAt = (type: string) =>
  other.activitiesAt(`/inbox${count}/inbox`).filter((activity) => activity['type'] === type)
const find = (uri: string) => node.posts.findPostByUri(uri)

function serveNote(name = 'note', more: Record<string, unknown> = {}) {
  const note = home.note(carol, noteUri(name), more)
  home.serve(new URL(noteUri(name)).pathname, note)
  return note
}

function act(actor: PeerActor, type: string, object: unknown, id = `${actor.uri}#${type}-${count}`) {
  return { '@context': 'https://www.w3.org/ns/activitystreams', id, type, actor: actor.uri, object }
}

/** A relay that has agreed, of either style. */
async function agree(address = `${other.origin}/inbox${count}/inbox`): Promise<void> {
  const outcome = await node.federation.relaying.add(address, null)
  expect(outcome.kind).toBe('added')
  await untilQuiet(node)
  const [follow] = arrivedAt('Follow')
  expect(await other.post(relay, inbox(), act(relay, 'Accept', follow?.['id']))).toBe(202)
  await untilQuiet(node)
}

it('asks a relay by following everybody, and believes its answer', async () => {
  await agree()
  expect(arrivedAt('Follow')).toMatchObject([{ actor: `${node.origin}/actor`, object: everybody }])
  const { relays } = await node.federation.relaying.list()
  expect(relays.at(-1)).toMatchObject({ style: 'inbox', state: 'accepted', actorUri: relay.uri })
})

it('asks a relay by its actor', async () => {
  await agree(relay.uri)
  expect(arrivedAt('Follow')).toMatchObject([{ actor: `${node.origin}/actor`, object: relay.uri }])
})

it('believes no answer of another server', async () => {
  await node.federation.relaying.add(`${other.origin}/inbox${count}/inbox`, null)
  await untilQuiet(node)
  const [follow] = arrivedAt('Follow')
  await home.post(carol, inbox(), act(carol, 'Accept', follow?.['id']))
  await untilQuiet(node)
  expect((await node.federation.relaying.list()).relays.at(-1)?.state).toBe('requested')
})

it('fetches what a relay announces from its own address, and takes it for no boost', async () => {
  await agree()
  serveNote()
  expect(await other.post(relay, inbox(), act(relay, 'Announce', noteUri()))).toBe(202)
  await untilQuiet(node)
  const post = await find(noteUri())
  expect(post).toMatchObject({ visibility: 'public', content: '<p>Hello</p>' })
  const booster = await node.accounts.findByUri(relay.uri)
  expect(booster && post && (await node.posts.findBoost(booster.id, post.id))).toBeUndefined()
})

it('believes nothing of what a relay forwards but the address', async () => {
  await agree()
  serveNote('forwarded')
  const forged = { ...home.note(carol, noteUri('forwarded')), content: '<p>Forged</p>' }
  const create = { ...act(carol, 'Create', forged), to: [everybody] }
  expect(await other.post(relay, inbox(), create)).toBe(202)
  await untilQuiet(node)
  expect((await find(noteUri('forwarded')))?.content).toBe('<p>Hello</p>')
})

it('looks again at what a relay says was changed or deleted', async () => {
  await agree()
  serveNote('edited')
  await other.post(relay, inbox(), act(relay, 'Announce', noteUri('edited')))
  await untilQuiet(node)
  serveNote('edited', { content: '<p>Better</p>', updated: new Date().toISOString() })
  const note = home.note(carol, noteUri('edited'))
  expect(await other.post(relay, inbox(), act(carol, 'Update', note))).toBe(202)
  await untilQuiet(node)
  expect((await find(noteUri('edited')))?.content).toBe('<p>Better</p>')
  home.serve(new URL(noteUri('edited')).pathname, { status: 410, body: '' })
  expect(await other.post(relay, inbox(), act(carol, 'Delete', noteUri('edited')))).toBe(202)
  await untilQuiet(node)
  expect(await find(noteUri('edited'))).toBeUndefined()
})

it('keeps what still stands at its address, whatever a relay says', async () => {
  await agree()
  serveNote('standing')
  await other.post(relay, inbox(), act(relay, 'Announce', noteUri('standing')))
  await untilQuiet(node)
  await other.post(relay, inbox(), act(carol, 'Delete', noteUri('standing')))
  await untilQuiet(node)
  expect(await find(noteUri('standing'))).toBeDefined()
})

it('takes nothing passed on by whom it has not asked', async () => {
  serveNote('strange')
  const create = act(carol, 'Create', home.note(carol, noteUri('strange')))
  expect(await other.post(relay, inbox(), create)).toBe(401)
  await untilQuiet(node)
  expect(await find(noteUri('strange'))).toBeUndefined()
})

it('sends public posts to its relays, signed for whom they forward them to, and their end', async () => {
  await agree()
  const alice = await node.createPerson(`alice${count}`)
  const post = await node.publish(alice, 'For everybody')
  await node.publish(alice, 'Among us', { visibility: 'followers' })
  await node.publish(alice, 'Quietly', { visibility: 'unlisted' })
  await untilQuiet(node)
  const created = arrivedAt('Create')
  expect(created).toMatchObject([
    {
      object: { content: expect.stringContaining('For everybody') as string },
      signature: { type: 'RsaSignature2017', creator: `${node.origin}/users/alice${count}#main-key` },
    },
  ])
  await node.posts.deletePost(post.id, alice.id)
  await untilQuiet(node)
  expect(arrivedAt('Delete')).toMatchObject([{ object: { id: `${node.origin}/posts/${post.id}` } }])
})

it('announces public posts to a relay that is followed by its actor', async () => {
  await agree(relay.uri)
  const alice = await node.createPerson(`alice${count}`)
  const post = await node.publish(alice, 'For everybody')
  await untilQuiet(node)
  expect(arrivedAt('Announce')).toMatchObject([
    { actor: `${node.origin}/actor`, object: `${node.origin}/posts/${post.id}` },
  ])
})

it('hears and says nothing more when a relay is removed', async () => {
  await agree()
  await node.federation.relaying.remove(`${other.origin}/inbox${count}/inbox`, null)
  await untilQuiet(node)
  expect(arrivedAt('Undo')).toMatchObject([{ object: { type: 'Follow', object: everybody } }])
  const create = act(carol, 'Create', serveNote('late'))
  expect(await other.post(relay, inbox(), create)).toBe(401)
})
