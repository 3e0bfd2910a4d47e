import { getDocumentLoader } from '@fedify/fedify'
import { Object as AnyObject } from '@fedify/fedify/vocab'
import jsonld from 'jsonld'
import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

// Two judges of independent making over all that leaves this server: a JSON-LD processor in safe mode, which refuses
// a word that the document's own context does not explain, and the typed vocabulary of Fedify 2.3.6.
const documentLoader = getDocumentLoader()
const expand = jsonld.expand as unknown as (
  document: unknown,
  options?: object,
) => Promise<{ '@id': string }[]>

let node: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
let remoteCarol: Account
let post: Post
/** The ids of the Arrives that were delivered. */
const arrivals: string[] = []

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice', { displayName: 'Alice' })
  carol = peer.createActor('carol')
  remoteCarol = await node.find(`carol@${peer.host}`)
  await askForArrivals()
  await doEverything()
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

/** As a server does that wants check-ins in their own form, too. */
async function askForArrivals(): Promise<void> {
  const rel = 'http://nodeinfo.diaspora.software/ns/schema/2.0'
  peer.serve('/.well-known/nodeinfo', { links: [{ rel, href: `${peer.origin}/nodeinfo/2.0` }] })
  peer.serve('/nodeinfo/2.0', { software: { name: 'maps' }, metadata: { accepts: ['Arrive'] } })
  await node.federation.refreshPeers()
  await untilQuiet(node)
}

/** Every act of a person here that another server hears of. */
async function doEverything(): Promise<void> {
  const pair = { followerId: alice.id, followedId: remoteCarol.id }
  await node.relationships.requestFollow(pair)
  await arrives({ type: 'Follow', object: `${node.origin}/users/alice` })
  const uri = `${peer.origin}/notes/1`
  await arrives({ type: 'Create', object: peer.note(carol, uri) })
  const theirs = await node.posts.findPostByUri(uri)
  if (!theirs) throw new Error('The post of the other server is missing.')
  post = await node.publish(alice, `Hello @carol@${peer.host} #places`, {
    language: 'en',
    contentWarning: 'greetings',
    replyToId: theirs.id,
  })
  await node.posts.editPost({ authorId: alice.id, postId: post.id, text: 'Edited' })
  await checkIn()
  const gone = await node.publish(alice, 'Gone')
  await node.posts.deletePost(gone.id, alice.id)
  await node.posts.likePost({ accountId: alice.id, postId: theirs.id })
  await node.posts.boostPost({ boosterId: alice.id, postId: theirs.id })
  await node.accounts.updateProfile(alice.id, {
    bio: 'I like https://example.org',
    fields: [{ name: 'Site', value: 'https://example.org' }],
    alsoKnownAs: ['https://old.example/users/alice'],
  })
  await untilQuiet(node)
  await node.posts.unlikePost({ accountId: alice.id, postId: theirs.id })
  await node.posts.unboostPost(alice.id, theirs.id)
  const report = { reporterId: alice.id, targetId: remoteCarol.id, postIds: [theirs.id], comment: 'Rude' }
  await node.moderation.fileReport({ ...report, forward: true })
  await node.relationships.endFollow(pair)
  await node.relationships.rejectFollow({ followerId: remoteCarol.id, followedId: alice.id })
  await untilQuiet(node)
  await arrives({ type: 'Follow', object: `${node.origin}/users/alice` })
  const dave = peer.createActor('dave', { alsoKnownAs: [`${node.origin}/users/alice`] })
  expect(await node.federation.migration.moveTo(alice.id, `dave@${peer.host}`)).toMatchObject({
    kind: 'done',
  })
  await untilQuiet(node)
  const block = { blockerId: alice.id, blockedId: remoteCarol.id }
  await node.relationships.blockAccount(block)
  await untilQuiet(node)
  await node.relationships.unblockAccount(block)
  await untilQuiet(node)
  expect(dave.uri).toContain('dave')
}

async function arrives(activity: Record<string, unknown>): Promise<void> {
  const id = `${carol.uri}/acts/${Math.random()}`
  expect(await peer.post(carol, `${node.origin}/inbox`, { id, actor: carol.uri, ...activity })).toBe(202)
  await untilQuiet(node)
}

async function checkIn(): Promise<void> {
  const place = { name: 'Café', latitude: 48.854149, longitude: 2.332646, category: 'amenity=cafe' }
  const made = await node.places.createVenue({ ...place, createdBy: alice.id })
  if (!made.ok) throw new Error('The venue was refused.')
  for (const precision of ['venue', 'cell', 'city', 'country'] as const) {
    const checkin = { authorId: alice.id, placeId: made.place.id, visibility: 'public' as const, precision }
    const prepared = await node.checkins.prepareCheckin(checkin)
    if (prepared.ok) {
      const draft = { authorId: alice.id, text: precision, visibility: 'public' as const }
      await node.posts.publishPost(draft, prepared.addition)
    }
  }
}

/** @throws whatever a judge says against it */
async function judge(document: unknown): Promise<AnyObject> {
  await expand(document, { documentLoader, safe: true })
  return AnyObject.fromJsonLd(document, { documentLoader, contextLoader: documentLoader })
}

it('every activity that is delivered is whole in the eyes of strict readers', async () => {
  const sent = peer.arrived
    .filter((one) => one.method === 'POST')
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  const types = new Set<unknown>()
  for (const activity of sent) {
    types.add(activity['type'])
    if (activity['type'] === 'Arrive') arrivals.push(activity['id'] as string)
    const read = await judge(activity)
    expect([activity['type'], read.id?.href, read.constructor.name]).toEqual([
      activity['type'],
      activity['id'],
      activity['type'],
    ])
  }
  expect(types).toEqual(
    new Set([
      'Accept',
      'Announce',
      'Arrive',
      'Block',
      'Create',
      'Delete',
      'Flag',
      'Follow',
      'Like',
      'Move',
      'Reject',
      'Undo',
      'Update',
    ]),
  )
})

it('every document that is given out is whole in the eyes of strict readers', async () => {
  const [place] = await node.db.sql<{ id: string }[]>`select id from places limit 1`
  const user = '/users/alice'
  const paths = [
    '/actor',
    '/actor/outbox',
    user,
    `${user}/collections/featured`,
    ...['outbox', 'followers', 'following'].flatMap((name) => [
      `${user}/${name}`,
      `${user}/${name}?page=true`,
    ]),
    ...['', '/activity', '/replies', '/likes', '/shares'].map((end) => `/posts/${post.id}${end}`),
    `/places/${place?.id}`,
  ]
  for (const path of paths) {
    const answer = await request(node.origin + path, { headers: { accept: 'application/activity+json' } })
    expect([path, answer.statusCode]).toEqual([path, 200])
    const document = (await answer.body.json()) as Record<string, unknown>
    const read = await judge(document).catch((error: unknown) => {
      throw new Error(`${path} is not understood.`, { cause: error })
    })
    expect([path, read.id?.href]).toEqual([path, document['id']])
  }
})

it('every arrival that is given out is whole in the eyes of strict readers', async () => {
  expect(arrivals).toHaveLength(4)
  for (const id of arrivals) {
    const { status, json } = await peer.get(carol, id)
    expect([id, status]).toEqual([id, 200])
    const read = await judge(json)
    expect([read.id?.href, read.constructor.name]).toEqual([id, 'Arrive'])
  }
})

it('says what its own words mean', async () => {
  const answer = await request(`${node.origin}/ns`)
  const expanded = await expand(await answer.body.json(), { documentLoader, safe: true })
  const note = await request(`${node.origin}/posts/${post.id}`, {
    headers: { accept: 'application/activity+json' },
  })
  const { '@context': context } = (await note.body.json()) as { '@context': unknown[] }
  const mapped = Object.values(context[1] as Record<string, string | { '@id': string }>)
    .map((term) => (typeof term === 'string' ? term : term['@id']))
    .filter((term) => term.startsWith('cairn:'))
    .map((term) => term.replace('cairn:', (context[1] as { cairn: string }).cairn))
  expect(new Set(expanded.map((term) => term['@id']))).toEqual(new Set(mapped))
})
