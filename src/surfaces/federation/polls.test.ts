import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let bob: PeerActor
let eve: PeerActor
let count = 0

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice')
  bob = peer.createActor('bob')
  eve = peer.createActor('eve')
})

afterAll(async () => {
  await Promise.all([node?.[Symbol.asyncDispose](), peer?.[Symbol.asyncDispose]()])
})

function newUri(): string {
  count += 1
  return `${peer.origin}/notes/${count}`
}

const options = (...tallies: number[]) =>
  tallies.map((totalItems, index) => ({
    type: 'Note',
    name: ['Tea', 'Coffee', 'Water'][index],
    replies: { type: 'Collection', totalItems },
  }))

/** A Question as Mastodon sends it. */
function question(uri: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...peer.note(bob, uri),
    type: 'Question',
    content: '<p>Tea or coffee?</p>',
    endTime: new Date(node.clock.now() + 3_600_000).toISOString(),
    votersCount: 3,
    oneOf: options(1, 2),
    ...more,
  }
}

async function send(actor: PeerActor, type: string, object: object): Promise<void> {
  count += 1
  const activity = { id: `${peer.origin}/activities/${count}`, type, actor: actor.uri, object }
  const date = new Date(node.clock.now())
  expect(await peer.post(actor, `${node.origin}/inbox`, activity, { date })).toBe(202)
  await untilQuiet(node)
}

async function receive(more: Record<string, unknown> = {}): Promise<Post> {
  const uri = newUri()
  await send(bob, 'Create', question(uri, more))
  const post = await node.posts.findPostByUri(uri)
  if (!post) throw new Error('The question did not arrive.')
  return post
}

const pollOf = async (post: Post) => (await node.polls.findByPosts([post.id])).get(post.id)

async function ask(more: { multiple?: boolean } = {}): Promise<Post> {
  const outcome = await node.drafts.publishDraft({
    authorId: alice.id,
    text: 'Tea or coffee?',
    visibility: 'public',
    poll: { options: ['Tea', 'Coffee', 'Water'], expiresInSeconds: 3600, ...more },
  })
  if (!outcome.ok) throw new Error(outcome.because)
  return outcome.post
}

function vote(actor: PeerActor, post: Post, name: string, more: Record<string, unknown> = {}) {
  const note = { id: newUri(), type: 'Note', name, attributedTo: actor.uri, to: alice.uri, ...more }
  return send(actor, 'Create', { ...note, inReplyTo: `${node.origin}/posts/${post.id}` })
}

it('takes a Question in as a post with a poll, text whole', async () => {
  const post = await receive()
  expect(post.content).toBe('<p>Tea or coffee?</p>')
  expect(await pollOf(post)).toMatchObject({
    local: false,
    options: ['Tea', 'Coffee'],
    tallies: [1, 2],
    voters: 3,
    multiple: false,
    closedAt: null,
  })
})

it('takes a Question without an end and without a count of voters (Misskey)', async () => {
  const post = await receive({
    endTime: undefined,
    votersCount: undefined,
    oneOf: undefined,
    anyOf: options(4, 0),
  })
  expect(await pollOf(post)).toMatchObject({ multiple: true, voters: null, expiresAt: null })
})

it('takes news of the numbers, and sees no edit in them', async () => {
  const post = await receive()
  const uri = post.uri ?? ''
  await send(bob, 'Update', question(uri, { oneOf: options(5, 7), votersCount: 12 }))
  expect(await pollOf(post)).toMatchObject({ tallies: [5, 7], voters: 12 })
  expect((await node.posts.findPost(post.id))?.editedAt).toBeNull()
})

it('takes an edit of the question as one, with new options', async () => {
  const post = await receive()
  const updated = new Date(node.clock.now() + 1000).toISOString()
  await send(bob, 'Update', question(post.uri ?? '', { updated, oneOf: options(0, 0, 0) }))
  expect((await pollOf(post))?.options).toEqual(['Tea', 'Coffee', 'Water'])
  expect((await node.posts.findPost(post.id))?.editedAt).not.toBeNull()
})

it('takes no numbers of a poll from anybody but its author', async () => {
  const post = await receive()
  await send(eve, 'Update', { ...question(post.uri ?? '', { oneOf: options(90, 0) }), attributedTo: eve.uri })
  expect(await pollOf(post)).toMatchObject({ tallies: [1, 2] })
})

it('bounds numbers and options that no poll has', async () => {
  const many = Array.from({ length: 100 }, (_, index) => ({ type: 'Note', name: `Option ${index}` }))
  const odd = { type: 'Note', name: 'Odd', replies: { totalItems: -1e300 } }
  const poll = await pollOf(await receive({ oneOf: [odd, ...many, null, 'x'] }))
  expect(poll?.options).toHaveLength(32)
  expect(poll?.tallies[0]).toBe(0)
})

it('sends a vote to the author as a Note that is a name alone', async () => {
  const post = await receive()
  expect(await node.polls.castVote({ voterId: alice.id, postId: post.id, choices: [1] })).toEqual({
    ok: true,
  })
  await untilQuiet(node)
  const sent = peer.activitiesAt('/users/bob/inbox').at(-1) as { object: Record<string, unknown> }
  expect(sent).toMatchObject({ type: 'Create', actor: `${node.origin}/users/alice`, to: [bob.uri] })
  expect(sent.object).toMatchObject({ type: 'Note', name: 'Coffee', inReplyTo: post.uri, to: [bob.uri] })
  expect(sent.object).not.toHaveProperty('content')
})

/** Alice votes for the first and the last of three. @returns what the author's inbox was told, by name, and how many at once at most */
async function voteForTwo(answer: (name: string) => number | Promise<number>) {
  const post = await receive({ oneOf: undefined, anyOf: options(4, 0, 0) })
  const named: string[] = []
  let open = 0
  let mostOpen = 0
  peer.inboxStatus = async ({ body }) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    const { name } = (JSON.parse(body) as { object: { name: string } }).object
    named.push(name)
    const status = await answer(name)
    open -= 1
    return status
  }
  await node.polls.castVote({ voterId: alice.id, postId: post.id, choices: [0, 2] })
  await untilQuiet(node)
  peer.inboxStatus = 202
  return { named, mostOpen }
}

it('sends a vote when the one before it was answered: GoToSocial keeps one of two at once', async () => {
  const { named, mostOpen } = await voteForTwo((name) => (name === 'Tea' ? sleep(2500, 202) : 202))
  expect([named, mostOpen]).toEqual([['Tea', 'Water'], 1])
})

it('sends no vote before one that has to be tried again', async () => {
  const answers = [503, 503]
  const { named } = await voteForTwo(() => answers.shift() ?? 202)
  expect(named).toEqual(['Tea', 'Tea', 'Tea', 'Water'])
})

it('sends the next vote where one is refused', async () => {
  const { named } = await voteForTwo((name) => (name === 'Tea' ? 404 : 202))
  expect(named).toEqual(['Tea', 'Water'])
})

it('asks with a Question, and closes it in its document', async () => {
  const post = await ask({ multiple: true })
  const get = async () => {
    const headers = { accept: 'application/activity+json' }
    const answer = await request(`${node.origin}/posts/${post.id}`, { headers })
    return (await answer.body.json()) as Record<string, unknown>
  }
  expect(await get()).toMatchObject({
    type: 'Question',
    content: '<p>Tea or coffee?</p>',
    votersCount: 0,
    anyOf: [{ type: 'Note', name: 'Tea', replies: { type: 'Collection', totalItems: 0 } }, {}, {}],
  })
  node.clock.advance(3_600_001)
  expect((await get())['closed']).toBe((await get())['endTime'])
})

it('counts a vote from elsewhere once, whoever repeats or forges it', async () => {
  const post = await ask()
  await vote(bob, post, 'Coffee')
  await vote(bob, post, 'Coffee')
  await vote(bob, post, 'Tea')
  await vote(bob, post, 'Cocoa')
  await vote(eve, post, 'Tea', { attributedTo: bob.uri })
  expect(await pollOf(post)).toMatchObject({ tallies: [0, 1, 0], voters: 1 })
})

it('counts several votes of one person where several are asked for', async () => {
  const post = await ask({ multiple: true })
  await vote(bob, post, 'Coffee')
  await vote(bob, post, 'Water')
  await vote(bob, post, 'Water')
  expect(await pollOf(post)).toMatchObject({ tallies: [0, 1, 1], voters: 1 })
})

it('counts no vote after the end, and makes no post of it', async () => {
  const post = await ask()
  node.clock.advance(3_600_001)
  const id = newUri()
  await vote(bob, post, 'Coffee', { id })
  expect(await pollOf(post)).toMatchObject({ tallies: [0, 0, 0] })
  expect(await node.posts.findPostByUri(id)).toBeUndefined()
})

it('asks the server of a poll how it stands, at most once a minute', async () => {
  const post = await receive()
  const uri = post.uri ?? ''
  peer.serve(new URL(uri).pathname, { body: question(uri, { oneOf: options(8, 9) }) })
  await node.federation.refreshPoll(post)
  expect(await pollOf(post)).toMatchObject({ tallies: [1, 2] })
  node.clock.advance(61_000)
  await Promise.all([node.federation.refreshPoll(post), node.federation.refreshPoll(post)])
  expect(await pollOf(post)).toMatchObject({ tallies: [8, 9] })
  const asked = peer.arrived.filter((one) => one.method === 'GET' && uri.endsWith(one.path))
  expect(asked).toHaveLength(1)
})
