import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { addObjectProof, encodeMultikey, readObjectProof } from '../signatures/index.ts'

let node: FederationNode
let home: RemotePeer
let relay: RemotePeer
let ann: PeerActor
let bearer: PeerActor
let privateKey: KeyObject
let count = 0

beforeAll(async () => {
  ;[node, home, relay] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
})

afterAll(async () => {
  await Promise.all([node, home, relay].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(() => {
  count += 1
  const pair = generateKeyPairSync('ed25519')
  privateKey = pair.privateKey
  const uri = `${home.origin}/users/ann${count}`
  ann = home.createActor(`ann${count}`, {
    assertionMethod: [
      {
        id: `${uri}#ed25519-key`,
        type: 'Multikey',
        controller: uri,
        publicKeyMultibase: encodeMultikey(createPublicKey(pair.privateKey)),
      },
    ],
  })
  bearer = relay.createActor(`bearer${count}`)
})

const noteUri = () => `${home.origin}/notes/${count}`

function create(type = 'Create', more: Record<string, unknown> = {}) {
  return {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${noteUri()}/${type}`,
    type,
    actor: ann.uri,
    object: home.note(ann, noteUri()),
    ...more,
  }
}

function prove(activity: ReturnType<typeof create>, date = new Date(), key = privateKey) {
  return addObjectProof(activity, { key: { keyId: `${ann.uri}#ed25519-key`, privateKey: key }, date })
}

const passOn = (activity: object) => relay.post(bearer, `${node.origin}/inbox`, activity)

async function isKnown(): Promise<boolean> {
  await untilQuiet(node)
  return (await node.posts.findPostByUri(noteUri())) !== undefined
}

it('believes what another server passes on, when its actor has proven it', async () => {
  expect(await passOn(prove(create()))).toBe(202)
  expect(await isKnown()).toBe(true)
})

it('takes it once, whether it comes by others or from its actor', async () => {
  const activity = prove(create())
  expect(await passOn(activity)).toBe(202)
  expect(await home.post(ann, `${node.origin}/inbox`, activity)).toBe(202)
  await untilQuiet(node)
  const rows = await node.db.sql`select id from posts where uri = ${noteUri()}`
  expect(rows).toHaveLength(1)
})

it.each([
  ['without a proof', () => create()],
  ['changed since', () => ({ ...prove(create()), to: [] })],
  [
    'proven with a key that is not listed',
    () => prove(create(), new Date(), generateKeyPairSync('ed25519').privateKey),
  ],
  ['proven long ago', () => prove(create(), new Date(Date.now() - 20 * 24 * 3600 * 1000))],
  ['proven in the future', () => prove(create(), new Date(Date.now() + 2 * 3600 * 1000))],
  ['that is no news of a post', () => prove(create('Follow', { object: `${node.origin}/users/alice` }))],
])('refuses what is passed on %s', async (_what, make) => {
  expect(await passOn(make())).toBe(401)
  expect(await isKnown()).toBe(false)
})

it('refuses a proof by a key of somebody else than the actor', async () => {
  const eve = home.createActor(`eve${count}`)
  const activity = { ...create(), actor: eve.uri, object: home.note(eve, noteUri()) }
  expect(await passOn(prove(activity))).toBe(401)
})

it('lists the object keys of people here, and proves what is public when it is told to', async () => {
  await using proving = await startFederationNode({ objectProofs: true })
  const alice = await proving.createPerson('alice')
  const carol = home.createActor(`carol${count}`)
  const follow = {
    id: `${carol.uri}#f`,
    type: 'Follow',
    actor: carol.uri,
    object: `${proving.origin}/users/alice`,
  }
  expect(await home.post(carol, `${proving.origin}/inbox`, follow)).toBe(202)
  await untilQuiet(proving)
  await proving.publish(alice, 'For everybody')
  await proving.publish(alice, 'Among us', { visibility: 'followers' })
  await untilQuiet(proving)
  const [open, closed] = home
    .activitiesAt(`/users/carol${count}/inbox`)
    .filter((one) => one['type'] === 'Create')
  const proof = readObjectProof(open ?? {})
  expect(proof?.keyId).toBe(`${proving.origin}/users/alice#ed25519-key`)
  expect(closed).not.toHaveProperty('proof')
  const { json } = await home.get(carol, `${proving.origin}/users/alice`)
  expect(json['assertionMethod']).toMatchObject([{ id: proof?.keyId, type: 'Multikey' }])
  // A server that never heard of her believes it from anybody.
  expect(await passOn(open ?? {})).toBe(202)
  await untilQuiet(node)
  const { id } = (open?.['object'] ?? {}) as { id: string }
  expect(await node.posts.findPostByUri(id)).toBeDefined()
})
