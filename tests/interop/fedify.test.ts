import {
  Announce,
  Create,
  Delete,
  Follow,
  Like,
  Note,
  Person,
  Place,
  PUBLIC_COLLECTION,
  Tombstone,
  Undo,
  Update,
} from '@fedify/fedify/vocab'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type FedifyPeer, startFedifyPeer } from '#kit/fedify-peer.ts'

// Fedify 2.3.6: JSON-LD processor, signatures and vocabulary of independent making.
let node: FederationNode
let peer: FedifyPeer
let alice: Account
let remoteBob: Account
let target: { id: string; inbox: string }

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startFedifyPeer()])
  alice = await node.createPerson('alice', { displayName: 'Alice' })
  target = { id: `${node.origin}/users/alice`, inbox: `${node.origin}/users/alice/inbox` }
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

/** The last activity of a kind that Fedify has verified and understood. */
async function receivedByFedify<T>(type: abstract new (...values: never[]) => T): Promise<T> {
  await untilQuiet(node)
  const found = peer.received.findLast((activity) => activity instanceof type)
  expect(peer.refused).toEqual([])
  if (!found) throw new Error(`Fedify received no ${type.name}.`)
  return found as T
}

it('finds a person of Fedify’s by handle', async () => {
  remoteBob = await node.find(`bob@${peer.host}`)
  expect(remoteBob).toMatchObject({ username: 'bob', displayName: 'Bob of Fedify', uri: peer.bob.href })
})

it('is found by Fedify, with a key', async () => {
  const actor = await peer.lookUp(target.id)
  expect(actor).toBeInstanceOf(Person)
  expect(actor).toMatchObject({ name: 'Alice', preferredUsername: 'alice' })
  const key = await (actor as Person).getPublicKey(peer.context)
  expect(key?.ownerId?.href).toBe(target.id)
  expect(key?.publicKey?.algorithm.name).toBe('RSASSA-PKCS1-v1_5')
})

it('follows, and is accepted', async () => {
  await node.relationships.requestFollow({ followerId: alice.id, followedId: remoteBob.id })
  const follow = await receivedByFedify(Follow)
  expect([follow.actorId?.href, follow.objectId?.href]).toEqual([target.id, peer.bob.href])
  await vi.waitFor(async () => {
    const found = await node.relationships.findFollow(alice.id, remoteBob.id)
    expect(found?.state).toBe('accepted')
  })
})

it('is followed, and its Accept is understood', async () => {
  const id = new URL('#follows/1', peer.bob)
  await peer.send(new Follow({ id, actor: peer.bob, object: new URL(target.id) }), target)
  await untilQuiet(node)
  expect(await node.relationships.findFollow(remoteBob.id, alice.id)).toMatchObject({
    state: 'accepted',
    uri: id.href,
  })
  const accept = peer.received.findLast((activity) => activity.constructor.name === 'Accept')
  expect(peer.refused).toEqual([])
  expect(accept?.objectId?.href).toBe(id.href)
})

it('receives a post, an edit and a deletion of Fedify’s', async () => {
  const id = peer.noteUri('1')
  const note = new Note({
    id,
    attribution: peer.bob,
    to: PUBLIC_COLLECTION,
    content: '<p>From Fedify</p>',
    mediaType: 'text/html',
  })
  const act = { actor: peer.bob, to: PUBLIC_COLLECTION }
  await peer.send(new Create({ id: new URL('#create', id), ...act, object: note }), target)
  await untilQuiet(node)
  expect(await node.posts.findPostByUri(id.href)).toMatchObject({
    content: '<p>From Fedify</p>',
    visibility: 'public',
    accountId: remoteBob.id,
  })
  const edited = note.clone({ content: '<p>Edited</p>' })
  await peer.send(new Update({ id: new URL('#update', id), ...act, object: edited }), target)
  await untilQuiet(node)
  expect(await node.posts.findPostByUri(id.href)).toMatchObject({ content: '<p>Edited</p>' })
  await peer.send(new Delete({ id: new URL('#delete', id), ...act, object: new Tombstone({ id }) }), target)
  await untilQuiet(node)
  expect(await node.posts.findPostByUri(id.href)).toBeUndefined()
})

it('receives a like and a boost, and their ends', async () => {
  const post = await node.publish(alice, 'For Bob')
  const object = new URL(`${node.origin}/posts/${post.id}`)
  const like = new Like({ id: new URL('#likes/1', peer.bob), actor: peer.bob, object })
  const announce = new Announce({
    id: new URL('#announces/1', peer.bob),
    actor: peer.bob,
    to: PUBLIC_COLLECTION,
    object,
  })
  for (const activity of [like, announce]) await peer.send(activity, target)
  await untilQuiet(node)
  const counted = async () => (await node.posts.findOverlays([post.id], undefined)).get(post.id)
  expect(await counted()).toMatchObject({ likes: 1, boosts: 1 })
  for (const [at, activity] of [like, announce].entries()) {
    await peer.send(
      new Undo({ id: new URL(`#undos/${at}`, peer.bob), actor: peer.bob, object: activity }),
      target,
    )
  }
  await untilQuiet(node)
  expect(await counted()).toMatchObject({ likes: 0, boosts: 0 })
})

it('fetches a boosted post of Fedify’s from its own address', async () => {
  const id = peer.noteUri('2')
  peer.notes.set(
    '2',
    new Note({ id, attribution: peer.bob, to: PUBLIC_COLLECTION, content: '<p>Fetched</p>' }),
  )
  const announce = new Announce({
    id: new URL('#announces/2', peer.bob),
    actor: peer.bob,
    to: PUBLIC_COLLECTION,
    object: id,
  })
  await peer.send(announce, target)
  await untilQuiet(node)
  expect(await node.posts.findPostByUri(id.href)).toMatchObject({ content: '<p>Fetched</p>' })
})

it('sends posts that Fedify verifies and understands whole', async () => {
  await node.publish(alice, `Hello @bob@${peer.host} #places`, {
    language: 'en',
    contentWarning: 'greetings',
  })
  const create = await receivedByFedify(Create)
  const note = (await create.getObject(peer.context)) as Note
  expect(note).toBeInstanceOf(Note)
  expect(note.attributionId?.href).toBe(target.id)
  expect(note.toIds.map((id) => id.href)).toEqual([PUBLIC_COLLECTION.href])
  expect(String(note.summary)).toBe('greetings')
  const tags = await Array.fromAsync(note.getTags(peer.context))
  expect(tags.map((tag) => String(tag.name))).toEqual([`@bob@${peer.host}`, '#places'])
})

it('sends edits, deletions, likes, boosts and their ends that Fedify understands', async () => {
  const post = await node.publish(alice, 'Short-lived')
  const uri = `${node.origin}/posts/${post.id}`
  await node.posts.editPost({ authorId: alice.id, postId: post.id, text: 'Edited' })
  const update = await receivedByFedify(Update)
  expect(String(((await update.getObject(peer.context)) as Note).content)).toBe('<p>Edited</p>')
  await node.posts.deletePost(post.id, alice.id)
  expect((await receivedByFedify(Delete)).objectId?.href).toBe(uri)

  const fetched = await node.posts.findPostByUri(peer.noteUri('2').href)
  if (!fetched) throw new Error('The fetched post is missing.')
  await node.posts.likePost({ accountId: alice.id, postId: fetched.id })
  expect((await receivedByFedify(Like)).objectId?.href).toBe(fetched.uri)
  await node.posts.unlikePost({ accountId: alice.id, postId: fetched.id })
  expect(await (await receivedByFedify(Undo)).getObject(peer.context)).toBeInstanceOf(Like)
  await node.posts.boostPost({ boosterId: alice.id, postId: fetched.id })
  expect((await receivedByFedify(Announce)).objectId?.href).toBe(fetched.uri)
  await node.posts.unboostPost(alice.id, fetched.id)
  expect(await (await receivedByFedify(Undo)).getObject(peer.context)).toBeInstanceOf(Announce)
})

it('sends check-ins whose place Fedify understands', async () => {
  const made = await node.places.createVenue({
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    createdBy: alice.id,
  })
  if (!made.ok) throw new Error('The venue was refused.')
  const prepared = await node.checkins.prepareCheckin({
    authorId: alice.id,
    placeId: made.place.id,
    visibility: 'public',
    precision: 'venue',
  })
  if (!prepared.ok) throw new Error(prepared.because)
  const draft = { authorId: alice.id, text: 'Coffee', visibility: 'public' as const }
  await node.posts.publishPost(draft, prepared.addition)
  const create = await receivedByFedify(Create)
  const place = await ((await create.getObject(peer.context)) as Note).getLocation(peer.context)
  expect(place).toBeInstanceOf(Place)
  expect(place).toMatchObject({ name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 })
})

it('unfollows both ways', async () => {
  await node.relationships.endFollow({ followerId: alice.id, followedId: remoteBob.id })
  const undo = await receivedByFedify(Undo)
  expect(await undo.getObject(peer.context)).toBeInstanceOf(Follow)
  const follow = new Follow({
    id: new URL('#follows/1', peer.bob),
    actor: peer.bob,
    object: new URL(target.id),
  })
  await peer.send(new Undo({ id: new URL('#undos/9', peer.bob), actor: peer.bob, object: follow }), target)
  await untilQuiet(node)
  expect(await node.relationships.findFollow(remoteBob.id, alice.id)).toBeUndefined()
})

it('gives out documents that Fedify understands', async () => {
  const post = await node.publish(alice, 'Read me')
  for (const path of ['/actor', '/users/alice/outbox', '/users/alice/followers', `/posts/${post.id}`]) {
    expect([path, await peer.lookUp(node.origin + path)]).not.toEqual([path, null])
  }
})
