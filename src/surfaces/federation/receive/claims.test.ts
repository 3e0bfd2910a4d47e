import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
/** A second host, where the victims live. */
let other: RemotePeer
let alice: Account
let mallory: PeerActor
let victim: PeerActor
let count = 0

beforeAll(async () => {
  ;[node, peer, other] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
  alice = await node.createPerson('alice')
})

afterAll(async () => {
  await Promise.all([node, peer, other].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(() => {
  count += 1
  mallory = peer.createActor(`mallory${count}`)
  victim = other.createActor(`victim${count}`)
})

function uriAt(host: RemotePeer, name = 'note'): string {
  return `${host.origin}/${name}/${count}`
}

/** An activity of `actor`'s arrives and is dealt with. */
async function act(actor: PeerActor, activity: Record<string, unknown>): Promise<void> {
  const host = actor.uri.startsWith(peer.origin) ? peer : other
  const id = `${actor.uri}/acts/${Math.random()}`
  const status = await host.post(actor, `${node.origin}/inbox`, { id, actor: actor.uri, ...activity })
  expect(status).toBe(202)
  await untilQuiet(node)
}

/** A post of the victim's that is known here. */
async function knownPost(): Promise<Post> {
  const uri = uriAt(other)
  await act(victim, { type: 'Create', object: other.note(victim, uri) })
  const post = await node.posts.findPostByUri(uri)
  if (!post) throw new Error('The post did not arrive.')
  return post
}

async function accountOf(actor: PeerActor): Promise<Account | undefined> {
  return node.accounts.findByUri(actor.uri)
}

it('R6: believes an embedded post of another host only as that host serves it', async () => {
  const uri = uriAt(other)
  other.serve(new URL(uri).pathname, other.note(victim, uri, { content: '<p>true</p>' }))
  await act(mallory, { type: 'Create', object: other.note(victim, uri, { content: '<p>forged</p>' }) })
  expect(await node.posts.findPostByUri(uri)).toMatchObject({ content: '<p>true</p>' })
})

it('R6: does not believe a post whose host does not serve it', async () => {
  const uri = uriAt(other)
  await act(mallory, { type: 'Create', object: other.note(victim, uri) })
  expect(await node.posts.findPostByUri(uri)).toBeUndefined()
})

it('R6: does not believe a post in the name of a neighbour, unless its address says so', async () => {
  const neighbour = peer.createActor(`neighbour${count}`)
  const uri = uriAt(peer)
  await act(mallory, { type: 'Create', object: peer.note(neighbour, uri) })
  expect(await node.posts.findPostByUri(uri)).toBeUndefined()
})

it('R6: does not believe a post that claims an author of another host', async () => {
  const uri = uriAt(peer)
  peer.serve(new URL(uri).pathname, peer.note(victim, uri))
  await act(mallory, { type: 'Announce', object: uri })
  expect(await node.posts.findPostByUri(uri)).toBeUndefined()
})

it('R6: does not believe a post that is served under another id', async () => {
  const uri = uriAt(other)
  const trap = uriAt(peer, 'trap')
  peer.serve(new URL(trap).pathname, other.note(victim, uri, { content: '<p>forged</p>' }))
  await act(mallory, { type: 'Announce', object: trap })
  expect(await node.posts.findPostByUri(uri)).toBeUndefined()
  expect(await node.posts.findPostByUri(trap)).toBeUndefined()
})

it('R6: does not follow a redirect into believing', async () => {
  const trap = uriAt(peer, 'trap')
  const target = uriAt(other)
  other.serve(new URL(target).pathname, peer.note(mallory, trap, { content: '<p>forged</p>' }))
  peer.serve(new URL(trap).pathname, { status: 302, headers: { location: target }, body: '' })
  await act(mallory, { type: 'Announce', object: trap })
  expect(await node.posts.findPostByUri(trap)).toBeUndefined()
})

it('R7: accepts no post and no actor under its own host', async () => {
  const uri = `${node.origin}/posts/${count}`
  await act(mallory, { type: 'Create', object: peer.note(mallory, uri) })
  await act(mallory, {
    type: 'Create',
    object: { ...peer.note(mallory, uri), attributedTo: `${node.origin}/users/alice` },
  })
  await act(mallory, {
    type: 'Update',
    object: { id: `${node.origin}/users/alice`, type: 'Person', name: 'Owned' },
  })
  expect(await node.posts.findPostByUri(uri)).toBeUndefined()
  expect(await node.accounts.findByHandle('alice', null)).toMatchObject({ displayName: '' })
})

it('R8: binds no handle of another domain', async () => {
  const claimant = peer.createActor(`claimant${count}`)
  const path = `/.well-known/webfinger?resource=acct%3Aclaimant${count}%40${encodeURIComponent(peer.host)}`
  peer.serve(path, {
    type: 'application/jrd+json',
    body: {
      subject: `acct:claimant${count}@${other.host}`,
      links: [{ rel: 'self', type: 'application/activity+json', href: claimant.uri }],
    },
  })
  await act(claimant, { type: 'Create', object: peer.note(claimant, uriAt(peer)) })
  expect(await accountOf(claimant)).toBeUndefined()
  expect(await node.accounts.findByHandle(`claimant${count}`, other.host)).toBeUndefined()
})

it('R8: binds no handle whose WebFinger names another actor', async () => {
  const path = `/.well-known/webfinger?resource=acct%3A${victim.username}%40${encodeURIComponent(peer.host)}`
  peer.serve(path, {
    type: 'application/jrd+json',
    body: {
      subject: `acct:${victim.username}@${peer.host}`,
      links: [{ rel: 'self', type: 'application/activity+json', href: victim.uri }],
    },
  })
  const found = await node.federation.resolveHandle({ username: victim.username, domain: peer.host })
  expect(found?.domain).not.toBe(peer.host)
})

it('R9: lets nobody but the author change a post', async () => {
  const post = await knownPost()
  const forged = other.note(victim, post.uri ?? '', {
    content: '<p>forged</p>',
    updated: new Date().toISOString(),
  })
  await act(mallory, { type: 'Update', object: forged })
  await act(mallory, { type: 'Update', object: { ...forged, attributedTo: mallory.uri } })
  expect(await node.posts.findPost(post.id)).toMatchObject({ content: '<p>Hello</p>' })
})

it('R9: lets nobody but the author delete a post, neighbours included', async () => {
  const post = await knownPost()
  const neighbour = other.createActor(`neighbour${count}`)
  await act(mallory, { type: 'Delete', object: post.uri })
  await act(neighbour, { type: 'Delete', object: { id: post.uri, type: 'Tombstone' } })
  expect(await node.posts.findPost(post.id)).toBeDefined()
})

it('R9: lets nobody but the actor end an account', async () => {
  await knownPost()
  const neighbour = other.createActor(`neighbour${count}`)
  await act(neighbour, { type: 'Delete', object: victim.uri })
  expect((await accountOf(victim))?.deletedAt).toBeNull()
})

it('R9: takes an Accept only from the followed, and only for an open request', async () => {
  const remote = await node.find(`${victim.username}@${other.host}`)
  const outcome = await node.relationships.requestFollow({ followerId: alice.id, followedId: remote.id })
  if (outcome.kind === 'refused') throw new Error(outcome.because)
  await untilQuiet(node)
  const follow = `${node.origin}/users/alice#follows/${outcome.follow.id}`
  await act(mallory, { type: 'Accept', object: follow })
  await act(mallory, {
    type: 'Accept',
    object: { id: follow, type: 'Follow', actor: `${node.origin}/users/alice`, object: victim.uri },
  })
  await act(victim, { type: 'Accept', object: `${node.origin}/users/alice#follows/1` })
  expect(await node.relationships.findFollow(alice.id, remote.id)).toMatchObject({ state: 'requested' })
  await act(victim, { type: 'Accept', object: follow })
  expect(await node.relationships.findFollow(alice.id, remote.id)).toMatchObject({ state: 'accepted' })
})

it('R9: makes no follow from an Accept that nobody asked for', async () => {
  await knownPost()
  const remote = await accountOf(victim)
  await act(victim, {
    type: 'Accept',
    object: { type: 'Follow', actor: `${node.origin}/users/alice`, object: victim.uri },
  })
  expect(remote && (await node.relationships.findFollow(alice.id, remote.id))).toBeUndefined()
})

it('R9: lets nobody undo the follow of another', async () => {
  const follow = `${victim.uri}#follows/1`
  await act(victim, { id: follow, type: 'Follow', object: `${node.origin}/users/alice` })
  const object = { id: follow, type: 'Follow', actor: victim.uri, object: `${node.origin}/users/alice` }
  await act(mallory, { type: 'Undo', object })
  await act(mallory, { type: 'Undo', object: { ...object, actor: mallory.uri } })
  await act(mallory, { type: 'Undo', object: follow })
  const remote = await accountOf(victim)
  expect(remote && (await node.relationships.findFollow(remote.id, alice.id))).toMatchObject({
    state: 'accepted',
  })
})

it('R9: lets nobody block in the name of another', async () => {
  await knownPost()
  await act(mallory, { type: 'Block', object: victim.uri })
  await act(mallory, { type: 'Block', object: `${node.origin}/users/nobody` })
  const remote = await accountOf(victim)
  expect(remote && (await node.relationships.findStandings(remote.id, [alice.id]))).toMatchObject([
    { blocking: false, blockedBy: false },
  ])
})

it('R11: does not believe documents of another content type', async () => {
  for (const type of ['text/html', 'application/json', 'application/ld+json', 'image/png']) {
    const uri = uriAt(other, type.replace(/\W/g, '-'))
    other.serve(new URL(uri).pathname, { type, body: other.note(victim, uri) })
    await act(mallory, { type: 'Announce', object: uri })
    expect([type, await node.posts.findPostByUri(uri)]).toEqual([type, undefined])
  }
})

it('R13: lets nobody like, boost or answer what they may not see', async () => {
  const secret = await node.publish(alice, 'Among friends', { visibility: 'followers' })
  const secretUri = `${node.origin}/posts/${secret.id}`
  const reply = uriAt(peer)
  await act(mallory, { type: 'Like', object: secretUri })
  await act(mallory, {
    type: 'Announce',
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    object: secretUri,
  })
  await act(mallory, { type: 'Create', object: peer.note(mallory, reply, { inReplyTo: secretUri }) })
  const counted = (await node.posts.findOverlays([secret.id], undefined)).get(secret.id)
  expect(counted).toMatchObject({ likes: 0, boosts: 0, replies: 0 })
  expect(await node.posts.findPostByUri(reply)).toMatchObject({ replyToId: null })
})

it('R13: gives a followers-only post to a signed fetch of a follower alone', async () => {
  const secret = await node.publish(alice, 'Among friends', { visibility: 'followers' })
  const url = `${node.origin}/posts/${secret.id}`
  await act(victim, { type: 'Follow', object: `${node.origin}/users/alice` })
  expect((await other.get(victim, url)).json).toMatchObject({ id: url, type: 'Note' })
  await act(mallory, { type: 'Like', object: url })
  expect((await peer.get(mallory, url)).status).toBe(404)
  expect((await peer.get({ ...mallory, keyId: victim.keyId }, url)).status).toBe(200)
})

it('R14: leaves a follow of a locked account pending until it accepts', async () => {
  const dora = await node.createPerson(`dora${count}`, { locked: true })
  await act(victim, { type: 'Follow', object: `${node.origin}/users/${dora.username}` })
  const remote = await accountOf(victim)
  expect(remote && (await node.relationships.findFollow(remote.id, dora.id))).toMatchObject({
    state: 'requested',
  })
  expect(other.activitiesAt(new URL(victim.uri).pathname + '/inbox')).toEqual([])
})

it('R20: cleans the HTML of posts and profiles', async () => {
  const uri = uriAt(peer)
  mallory.document['summary'] = '<img src=x onerror=alert(1)>bio'
  const content = '<p onclick="x()">a<script>alert(1)</script><a href="javascript:x()">b</a></p>'
  await act(mallory, { type: 'Create', object: peer.note(mallory, uri, { content }) })
  expect((await node.posts.findPostByUri(uri))?.content).not.toMatch(/onclick|script|javascript/)
  expect((await accountOf(mallory))?.bio).not.toMatch(/img|onerror/)
})

it('R26: stops climbing a reply chain without end', async () => {
  const chain = Array.from({ length: 40 }, (_, at) => uriAt(peer, `chain${at}`))
  for (const [at, uri] of chain.entries()) {
    peer.serve(new URL(uri).pathname, peer.note(mallory, uri, { inReplyTo: chain[at + 1] }))
  }
  const before = peer.arrived.length
  await act(mallory, { type: 'Create', object: peer.note(mallory, uriAt(peer), { inReplyTo: chain[0] }) })
  expect(peer.arrived.length - before).toBeLessThan(25)
  expect((await node.posts.findPostByUri(uriAt(peer)))?.replyToId).not.toBeNull()
})

it('R26: survives two posts that answer each other', async () => {
  const [one, two] = [uriAt(peer, 'one'), uriAt(peer, 'two')]
  peer.serve(new URL(one).pathname, peer.note(mallory, one, { inReplyTo: two }))
  peer.serve(new URL(two).pathname, peer.note(mallory, two, { inReplyTo: one }))
  await act(mallory, { type: 'Announce', to: ['as:Public'], object: one })
  expect(await node.posts.findPostByUri(one)).toBeDefined()
})

it('leaves nothing dead behind', async () => {
  expect(await node.db.sql`select kind, last_error from dead_jobs`).toEqual([])
})
