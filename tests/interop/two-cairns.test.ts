import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'

let here: FederationNode
let there: FederationNode
let alice: Account
let bob: Account
/** Bob as he is known here, and Alice there. */
let remoteBob: Account
let remoteAlice: Account

beforeAll(async () => {
  ;[here, there] = await Promise.all([startFederationNode(), startFederationNode()])
  alice = await here.createPerson('alice', { displayName: 'Alice' })
  bob = await there.createPerson('bob', { displayName: 'Bob' })
  remoteBob = await here.find(`bob@${there.host}`)
  remoteAlice = await there.find(`alice@${here.host}`)
})

afterAll(async () => {
  await Promise.all([here?.[Symbol.asyncDispose](), there?.[Symbol.asyncDispose]()])
})

it('finds each other by handle', () => {
  expect(remoteBob).toMatchObject({ username: 'bob', domain: there.host, displayName: 'Bob' })
  expect(remoteBob.uri).toBe(`${there.origin}/users/bob`)
  expect(remoteAlice.inboxUrl).toBe(`${here.origin}/users/alice/inbox`)
})

it('follows with the answer of the other server', async () => {
  const asked = await here.relationships.requestFollow({ followerId: alice.id, followedId: remoteBob.id })
  expect(asked.kind).toBe('requested')
  await untilQuiet(here, there)
  expect(await here.relationships.findFollow(alice.id, remoteBob.id)).toMatchObject({ state: 'accepted' })
  expect(await there.relationships.findFollow(remoteAlice.id, bob.id)).toMatchObject({ state: 'accepted' })
})

it('delivers a post to followers', async () => {
  const post = await there.publish(bob, 'Hello #World & <all>')
  await untilQuiet(here, there)
  const received = await here.posts.findPostByUri(`${there.origin}/posts/${post.id}`)
  expect(received).toMatchObject({ visibility: 'public', accountId: remoteBob.id, local: false })
  expect(received?.content).toContain('&amp; &lt;all&gt;')
  const home = await here.timelines.listHome(alice.id, { limit: 10 })
  expect(home.ids).toContain(received?.id)
})

it('brings a reply home, into the thread, and mentions who is answered', async () => {
  const post = await there.publish(bob, 'What is new?')
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  await here.publish(alice, `@bob@${there.host} nothing`, { replyToId: seen.id })
  await untilQuiet(here, there)
  const thread = await there.posts.findThread(bob.id, post.id)
  expect(thread?.descendants).toHaveLength(1)
  const told = await there.notifications.listNotifications(bob.id, { kinds: ['mention'] }, { limit: 5 })
  expect(told).toMatchObject([{ fromAccountId: remoteAlice.id, postId: thread?.descendants[0] }])
})

it('likes once and takes the like back', async () => {
  const post = await there.publish(bob, 'Like me')
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  await here.posts.likePost({ accountId: alice.id, postId: seen.id })
  await untilQuiet(here, there)
  expect(await overlay(there, post)).toMatchObject({ likes: 1 })
  await here.posts.unlikePost({ accountId: alice.id, postId: seen.id })
  await untilQuiet(here, there)
  expect(await overlay(there, post)).toMatchObject({ likes: 0 })
})

it('boosts once and takes the boost back', async () => {
  const post = await there.publish(bob, 'Boost me')
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  await here.posts.boostPost({ boosterId: alice.id, postId: seen.id })
  await untilQuiet(here, there)
  expect(await overlay(there, post)).toMatchObject({ boosts: 1 })
  const boost = await there.posts.findBoost(remoteAlice.id, post.id)
  expect(boost).toMatchObject({ visibility: 'public', local: false })
  await here.posts.unboostPost(alice.id, seen.id)
  await untilQuiet(here, there)
  expect(await overlay(there, post)).toMatchObject({ boosts: 0 })
})

it('carries an edit', async () => {
  const post = await there.publish(bob, 'Befoer')
  await untilQuiet(here, there)
  await there.posts.editPost({ authorId: bob.id, postId: post.id, text: 'Before' })
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  expect(seen).toMatchObject({ content: '<p>Before</p>' })
  expect(seen.editedAt).toBeInstanceOf(Date)
})

it('carries a deletion, and the address then answers 410 with a Tombstone', async () => {
  const post = await there.publish(bob, 'Not for long')
  await untilQuiet(here, there)
  expect(await received(here, there, post)).toBeDefined()
  await there.posts.deletePost(post.id, bob.id)
  await untilQuiet(here, there)
  expect(await here.posts.findPostByUri(uriOf(there, post))).toBeUndefined()
  const answer = await fetch(uriOf(there, post), { headers: { accept: 'application/activity+json' } })
  expect(answer.status).toBe(410)
  expect(await answer.json()).toMatchObject({ type: 'Tombstone', id: uriOf(there, post) })
})

it('carries pictures with their description, size and blurhash', async () => {
  const path = join(tmpdir(), `cairn-${here.host.replace(':', '-')}.jpg`)
  await writeFile(path, await photoWithGps({ latitude: 48.85, longitude: 2.33, width: 640, height: 480 }))
  const uploaded = await there.media.upload({
    accountId: bob.id,
    path,
    declaredType: 'image/jpeg',
    description: 'Red and blue',
    focusX: 0.5,
  })
  await rm(path)
  if (!uploaded.ok) throw new Error(uploaded.message)
  const post = await there.publish(bob, 'Look', { mediaIds: [uploaded.media.id] })
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  const view = (await here.posts.findViews([seen.id])).get(seen.id)
  expect(view?.media).toMatchObject([
    {
      kind: 'image',
      description: 'Red and blue',
      width: 640,
      height: 480,
      blurhash: uploaded.media.blurhash,
      focusX: 0.5,
      remoteUrl: `${there.origin}/media/${uploaded.media.fileKey}`,
    },
  ])
})

it('shows a followers-only post to followers alone, also by signed fetch', async () => {
  const stranger = await here.createPerson('stranger')
  const post = await there.publish(bob, 'Among us', { visibility: 'followers' })
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  expect(seen.visibility).toBe('followers')
  expect(await here.posts.findVisible(alice.id, seen.id)).toBeDefined()
  expect(await here.posts.findVisible(stranger.id, seen.id)).toBeUndefined()
  const unsigned = await fetch(uriOf(there, post), { headers: { accept: 'application/activity+json' } })
  expect(unsigned.status).toBe(404)
})

it('delivers a direct post to the mentioned alone', async () => {
  const carol = await here.createPerson('carol')
  await there.find(`carol@${here.host}`)
  const post = await there.publish(bob, `@carol@${here.host} psst`, { visibility: 'direct' })
  await untilQuiet(here, there)
  const seen = await received(here, there, post)
  expect(seen.visibility).toBe('direct')
  expect(await here.posts.findVisible(carol.id, seen.id)).toBeDefined()
  expect(await here.posts.findVisible(alice.id, seen.id)).toBeUndefined()
})

it('leaves a follow pending until a locked account accepts, and ends it when it rejects', async () => {
  const dora = await there.createPerson('dora', { locked: true })
  const remoteDora = await here.find(`dora@${there.host}`)
  const pair = { followerId: alice.id, followedId: remoteDora.id }
  await here.relationships.requestFollow(pair)
  await untilQuiet(here, there)
  expect(await here.relationships.findFollow(alice.id, remoteDora.id)).toMatchObject({ state: 'requested' })
  await there.relationships.acceptFollow({ followerId: remoteAlice.id, followedId: dora.id })
  await untilQuiet(here, there)
  expect(await here.relationships.findFollow(alice.id, remoteDora.id)).toMatchObject({ state: 'accepted' })
  await there.relationships.rejectFollow({ followerId: remoteAlice.id, followedId: dora.id })
  await untilQuiet(here, there)
  expect(await here.relationships.findFollow(alice.id, remoteDora.id)).toBeUndefined()
})

it('unfollows, and follows again', async () => {
  const pair = { followerId: alice.id, followedId: remoteBob.id }
  await here.relationships.endFollow(pair)
  await untilQuiet(here, there)
  expect(await there.relationships.findFollow(remoteAlice.id, bob.id)).toBeUndefined()
  await here.relationships.requestFollow(pair)
  await untilQuiet(here, there)
  expect(await there.relationships.findFollow(remoteAlice.id, bob.id)).toMatchObject({ state: 'accepted' })
  expect(await here.relationships.findFollow(alice.id, remoteBob.id)).toMatchObject({ state: 'accepted' })
})

it('carries a changed profile', async () => {
  await there.accounts.updateProfile(bob.id, { displayName: 'Bobby', bio: 'Places & people' })
  await untilQuiet(here, there)
  const seen = await here.accounts.findAccount(remoteBob.id)
  expect(seen).toMatchObject({ displayName: 'Bobby', bio: '<p>Places &amp; people</p>' })
})

it('ends follows by a block, which is lifted again', async () => {
  const eve = await here.createPerson('eve')
  const remoteEve = await there.find(`eve@${here.host}`)
  await here.relationships.requestFollow({ followerId: eve.id, followedId: remoteBob.id })
  await untilQuiet(here, there)
  const pair = { blockerId: bob.id, blockedId: remoteEve.id }
  await there.relationships.blockAccount(pair)
  await untilQuiet(here, there)
  expect(await here.relationships.findFollow(eve.id, remoteBob.id)).toBeUndefined()
  expect(await here.relationships.findStandings(eve.id, [remoteBob.id])).toMatchObject([{ blockedBy: true }])
  await there.relationships.unblockAccount(pair)
  await untilQuiet(here, there)
  expect(await here.relationships.findStandings(eve.id, [remoteBob.id])).toMatchObject([{ blockedBy: false }])
})

it('catches up after the other server was away, each thing once', async () => {
  await here.stopWorkers()
  const posts = [await there.publish(bob, 'one'), await there.publish(bob, 'two')]
  await there.posts.deletePost((posts[1] as Post).id, bob.id)
  await untilQuiet(there)
  here.startWorkers()
  await untilQuiet(here, there)
  expect(await here.posts.findPostByUri(uriOf(there, posts[0]))).toBeDefined()
  expect(await here.posts.findPostByUri(uriOf(there, posts[1]))).toBeUndefined()
})

it('carries the end of an account with all that it said', async () => {
  const frank = await there.createPerson('frank')
  const remoteFrank = await here.find(`frank@${there.host}`)
  await here.relationships.requestFollow({ followerId: alice.id, followedId: remoteFrank.id })
  await untilQuiet(here, there)
  const post = await there.publish(frank, 'Farewell')
  await untilQuiet(here, there)
  await there.accounts.deleteAccount(frank.id)
  await untilQuiet(here, there)
  expect((await here.accounts.findAccount(remoteFrank.id))?.deletedAt).toBeInstanceOf(Date)
  expect(await here.posts.findPostByUri(uriOf(there, post))).toBeUndefined()
  const answer = await fetch(`${there.origin}/users/frank`, {
    headers: { accept: 'application/activity+json' },
  })
  expect(answer.status).toBe(410)
})

it('finds posts and accounts by their addresses', async () => {
  const gina = await there.createPerson('gina')
  const post = await there.publish(gina, 'Nobody follows me')
  const byId = await here.federation.resolveUrl(uriOf(there, post))
  expect(byId).toMatchObject({ kind: 'post', post: { content: '<p>Nobody follows me</p>' } })
  const byPage = await here.federation.resolveUrl(`${there.origin}/@gina/${post.id}`)
  expect(byPage).toMatchObject({ kind: 'post', post: { uri: uriOf(there, post) } })
  const account = await here.federation.resolveUrl(`${there.origin}/@gina`)
  expect(account).toMatchObject({ kind: 'account', account: { username: 'gina' } })
})

function uriOf(node: FederationNode, post: Post | undefined): string {
  return `${node.origin}/posts/${post?.id}`
}

async function received(at: FederationNode, from: FederationNode, post: Post): Promise<Post> {
  const found = await at.posts.findPostByUri(uriOf(from, post))
  if (!found) throw new Error('The post has not arrived.')
  return found
}

async function overlay(node: FederationNode, post: Post) {
  return (await node.posts.findOverlays([post.id], undefined)).get(post.id)
}
