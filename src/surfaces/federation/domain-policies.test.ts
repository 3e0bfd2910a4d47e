import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { blockDomain, type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let mallory: PeerActor
let there: Account
let counted = 0

beforeAll(async () => {
  node = await startFederationNode()
  peer = await startRemotePeer()
  alice = await node.createPerson('alice')
  mallory = peer.createActor('mallory', {
    icon: { type: 'Image', mediaType: 'image/png', url: `${peer.origin}/face.png` },
  })
  there = await node.find(`mallory@${peer.host}`)
})

afterAll(async () => {
  await node?.[Symbol.asyncDispose]()
  await peer?.[Symbol.asyncDispose]()
})

const inbox = () => `${node.origin}/inbox`
const aliceUri = () => `${node.origin}/users/alice`
const newId = () => `${peer.origin}/things/${++counted}`
const send = (activity: Record<string, unknown>) =>
  peer.post(mallory, inbox(), { id: `${newId()}#act`, actor: mallory.uri, ...activity })

/** Has mallory publish a post, and waits until it is here. */
async function receivePost(more: Record<string, unknown> = {}): Promise<Post> {
  const id = newId()
  const note = peer.note(mallory, id, more)
  expect(await send({ type: 'Create', to: note['to'], object: note })).toBe(202)
  await untilQuiet(node)
  const post = await node.posts.findPostByUri(id)
  if (!post) throw new Error('The post did not arrive.')
  return post
}

async function follow() {
  await node.relationships.requestFollow({ followerId: alice.id, followedId: there.id })
  await node.relationships.acceptFollow({ followerId: alice.id, followedId: there.id })
  expect(await send({ type: 'Follow', object: aliceUri() })).toBe(202)
  await untilQuiet(node)
}

const sees = async (post: Post) => (await node.posts.findVisible(alice.id, post.id)) !== undefined

it('R37: a blocked domain is heard, asked and told no more, loses its follows, and comes back into sight', async () => {
  await follow()
  const post = await receivePost()
  expect(await sees(post)).toBe(true)
  const delivered = peer.activitiesAt('/users/mallory/inbox').length
  await blockDomain(node, peer.host)
  expect(await sees(post)).toBe(false)
  expect((await node.accounts.findAccount(there.id))?.suspendedAt).toBeInstanceOf(Date)
  expect(await send({ type: 'Like', object: `${node.origin}/posts/1` })).toBe(403)
  await untilQuiet(node)
  expect(await node.relationships.findFollow(alice.id, there.id)).toBeUndefined()
  expect(await node.relationships.findFollow(there.id, alice.id)).toBeUndefined()
  const [told] = await node.notifications.listNotifications(
    alice.id,
    { kinds: ['severed_follows'] },
    { limit: 2 },
  )
  const lost = await node.relationships.findSeverances([told?.subjectId as never])
  expect([...lost.values()]).toMatchObject([
    { accountId: alice.id, domain: peer.host, followers: 1, following: 1 },
  ])
  const asked = peer.arrived.length
  await node.publish(alice, `Hello @mallory@${peer.host}`)
  await untilQuiet(node)
  expect(await node.federation.resolveUrl(`${peer.origin}/things/unknown`)).toBeUndefined()
  await expect(
    node.federation.resolveHandle({ username: 'nobody', domain: peer.host }),
  ).resolves.toBeUndefined()
  expect(peer.arrived.length).toBe(asked)
  expect(peer.activitiesAt('/users/mallory/inbox').length).toBe(delivered)
  await node.policies.unblockDomain(peer.host, null)
  expect(await sees(post)).toBe(true)
  expect(await node.relationships.findFollow(alice.id, there.id)).toBeUndefined()
})

it('shows what a limited domain says to followers alone', async () => {
  const post = await receivePost()
  const answer = await node.publish(alice, 'A thread')
  const reply = await receivePost({ inReplyTo: `${node.origin}/posts/${answer.id}` })
  const inFeed = async (id: string) =>
    (await node.timelines.listPublic(alice.id, { from: 'everywhere' }, { limit: 40 })).ids.includes(
      id as never,
    )
  expect(await inFeed(post.id)).toBe(true)
  await blockDomain(node, peer.host, { severity: 'limit' })
  expect(await inFeed(post.id)).toBe(false)
  expect(await sees(post)).toBe(true)
  const thread = async () => (await node.posts.findThread(alice.id, answer.id))?.descendants
  expect(await thread()).toEqual([])
  await node.relationships.requestFollow({ followerId: alice.id, followedId: there.id })
  await node.relationships.acceptFollow({ followerId: alice.id, followedId: there.id })
  expect(await thread()).toEqual([reply.id])
  await node.relationships.endFollow({ followerId: alice.id, followedId: there.id })
  await node.policies.unblockDomain(peer.host, null)
})

it('has a limited stranger wait: follows for approval, notifications in a request', async () => {
  await blockDomain(node, peer.host, { severity: 'limit' })
  await send({ type: 'Follow', object: aliceUri() })
  await untilQuiet(node)
  expect((await node.relationships.findFollow(there.id, alice.id))?.state).toBe('requested')
  const mention = { type: 'Mention', href: aliceUri(), name: `@alice@${node.host}` }
  const post = await receivePost({ tag: [mention], cc: [aliceUri()] })
  const told = await node.notifications.listNotifications(
    alice.id,
    { kinds: ['mention'], includeFiltered: true },
    { limit: 1 },
  )
  expect(told[0]?.postId).toBe(post.id)
  expect(await node.notifications.countFiltered(alice.id)).toMatchObject({ requests: 1 })
  await node.relationships.rejectFollow({ followerId: there.id, followedId: alice.id })
  await node.policies.unblockDomain(peer.host, null)
})

it('shows no media of a domain whose media are rejected, and takes no reports of one', async () => {
  const attachment = [{ type: 'Image', mediaType: 'image/png', url: `${peer.origin}/picture.png` }]
  const post = await receivePost({ attachment })
  const media = async () => (await node.posts.findViews([post.id])).get(post.id)?.media.length
  expect(await media()).toBe(1)
  await blockDomain(node, peer.host, { severity: 'none', rejectMedia: true, rejectReports: true })
  expect(await media()).toBe(0)
  expect((await node.accounts.findAccount(there.id))?.avatarUrl).toBeNull()
  await send({ type: 'Flag', object: [aliceUri()], content: 'Spam' })
  await untilQuiet(node)
  expect(await node.db.sql`select 1 from reports`).toHaveLength(0)
  await node.policies.unblockDomain(peer.host, null)
  expect(await media()).toBe(1)
  expect((await node.accounts.findAccount(there.id))?.avatarUrl).toBe(`${peer.origin}/face.png`)
})

it('deals with allowed domains alone in limited federation, and gives documents to them alone', async () => {
  const post = await receivePost()
  await node.instance.setSetting('limited-federation', 'on')
  expect(await sees(post)).toBe(false)
  expect(await send({ type: 'Like', object: `${node.origin}/posts/1` })).toBe(403)
  const unsigned = await fetch(aliceUri(), { headers: { accept: 'application/activity+json' } })
  expect(unsigned.status).toBe(401)
  expect((await peer.get(mallory, aliceUri())).status).toBe(401)
  await node.policies.allowDomain(peer.host, null)
  expect(await sees(post)).toBe(true)
  expect((await peer.get(mallory, aliceUri())).status).toBe(200)
  await node.policies.disallowDomain(peer.host, null)
  expect(await sees(post)).toBe(false)
  await node.instance.setSetting('limited-federation', 'off')
  expect(await sees(post)).toBe(true)
})

it('tells other servers of a suspension, and shows media as sensitive where moderators said so', async () => {
  const star = await node.createPerson('star')
  await send({ type: 'Follow', object: `${node.origin}/users/star` })
  await untilQuiet(node)
  const request = { targetId: star.id, action: 'suspend' } as const
  expect(await node.moderation.takeAction('operator', request)).toEqual({ ok: true })
  await untilQuiet(node)
  const update = peer.activitiesAt('/users/mallory/inbox').at(-1)
  expect(update).toMatchObject({ type: 'Update', object: { suspended: true, name: 'star', attachment: [] } })
  const attachment = [{ type: 'Image', mediaType: 'image/png', url: `${peer.origin}/picture.png` }]
  const post = await receivePost({ attachment })
  const isSensitive = async () => (await node.posts.findViews([post.id])).get(post.id)?.post.sensitive
  expect(await isSensitive()).toBe(false)
  await node.moderation.takeAction('operator', { targetId: there.id, action: 'sensitive' })
  expect(await isSensitive()).toBe(true)
  await node.moderation.liftAction('operator', there.id, 'sensitive')
  expect(await isSensitive()).toBe(false)
})

it('writes down who did what', async () => {
  const entries = await node.audit.listEntries({ limit: 3 }, `domain:${peer.host}`)
  expect(entries.map((entry) => entry.action)).toEqual(['disallow_domain', 'allow_domain', 'unblock_domain'])
  expect(entries[0]?.staffId).toBeNull()
})
