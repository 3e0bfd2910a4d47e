import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

type Members = Record<string, unknown>

let node: FederationNode
let peer: RemotePeer
let third: RemotePeer
let alice: Account
let bob: PeerActor
let fan: PeerActor
let count = 0

// Who decides by hand upon answers and boosts lives on `peer`; whoever follows Alice, on `third`.
beforeAll(async () => {
  ;[node, peer, third] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
  alice = await node.createPerson('alice')
  bob = peer.createActor('bob')
  fan = third.createActor('fan')
  await send(third, fan, { type: 'Follow', object: `${node.origin}/users/alice` })
})

beforeEach(() => {
  count += 1
})

afterAll(async () => {
  await Promise.all([node, peer, third].map((one) => one?.[Symbol.asyncDispose]()))
})

async function send(home: RemotePeer, actor: PeerActor, activity: Members): Promise<void> {
  const id = `${actor.uri}/acts/${Math.random()}`
  expect(await home.post(actor, `${node.origin}/inbox`, { id, actor: actor.uri, ...activity })).toBe(202)
  await untilQuiet(node)
}

/** Bob's post, known here. */
async function known(): Promise<Post> {
  const note = peer.note(bob, `${bob.uri}/notes/${count}`, { cc: [`${node.origin}/users/alice`] })
  await send(peer, bob, { type: 'Create', object: note })
  const post = await node.posts.findPostByUri(String(note['id']))
  if (!post) throw new Error('Bob’s post did not arrive.')
  return post
}

async function answer(): Promise<string> {
  const post = await node.publish(alice, 'May I?', { replyToId: (await known()).id })
  await untilQuiet(node)
  return `${node.origin}/posts/${post.id}`
}

/** Bob says yes; what is fetched of it is `more`. */
async function approve(object: string, more: Members = {}, by = bob): Promise<string> {
  const id = `${peer.origin}/approvals/${count}`
  const approval = { id, type: 'ReplyApproval', attributedTo: bob.uri, object, ...more }
  peer.serve(new URL(id).pathname, approval)
  await send(peer, by, { type: 'Accept', object, result: id, to: [`${node.origin}/users/alice`] })
  return id
}

const approvedBy = async (uri: string) => (await third.get(fan, uri)).json['approvedBy']

const heard = (uri: string) =>
  third
    .activitiesAt('/users/fan/inbox')
    .filter(({ object }) => object === uri || (object as Members | undefined)?.['id'] === uri)

it('passes on that an answer is approved, in its document and once more to its readers', async () => {
  const uri = await answer()
  expect(await approvedBy(uri)).toBeUndefined()
  const approval = await approve(uri)
  expect(await approvedBy(uri)).toBe(approval)
  const [first, second, ...more] = heard(uri)
  expect(first?.['object']).not.toHaveProperty('approvedBy')
  expect(second).toMatchObject({ type: 'Create', id: first?.['id'], object: { approvedBy: approval } })
  expect(more).toEqual([])
  await approve(uri)
  expect(heard(uri)).toHaveLength(2)
})

it('reads an approval as GoToSocial 0.20 gives it out', async () => {
  const uri = await answer()
  const stamp = { type: 'ReplyAuthorization', object: undefined, interactingObject: uri }
  expect(await approvedBy(uri)).toBeUndefined()
  const approval = await approve(uri, stamp)
  expect((await third.get(fan, uri)).json).toMatchObject({
    approvedBy: approval,
    replyAuthorization: approval,
  })
})

it('takes an Accept for the approval where it names none', async () => {
  const uri = await answer()
  const accept = { id: `${peer.origin}/accepts/${count}`, type: 'Accept', object: uri }
  // What is found nowhere, nobody else would find.
  await send(peer, bob, { ...accept, id: `${peer.origin}/accepts/nowhere` })
  expect(await approvedBy(uri)).toBeUndefined()
  peer.serve(`/accepts/${count}`, { ...accept, actor: bob.uri })
  await send(peer, bob, accept)
  expect(await approvedBy(uri)).toBe(accept.id)
})

it('passes on that a boost is approved', async () => {
  const boosted = await known()
  const outcome = await node.posts.boostPost({ boosterId: alice.id, postId: boosted.id })
  if (!outcome.ok) throw new Error(outcome.because)
  const activity = `${node.origin}/posts/${outcome.boost.id}/activity`
  await untilQuiet(node)
  await approve(activity)
  expect(await approvedBy(activity)).toBeUndefined()
  const approval = await approve(activity, { type: 'AnnounceApproval' })
  expect(await approvedBy(activity)).toBe(approval)
  expect(heard(boosted.uri ?? '').at(-1)).toMatchObject({ type: 'Announce', approvedBy: approval })
})

it.each([
  ['is of another kind', { type: 'LikeApproval' }],
  ['is of somebody else', { attributedTo: 'https://else.example/users/eve' }],
  ['is about something else', { object: 'https://else.example/notes/1' }],
  ['stamps something else', { interactingObject: 'https://else.example/notes/1' }],
  ['has another address', { id: 'https://else.example/approvals/1' }],
])('believes no approval that %s', async (_what, more) => {
  const uri = await answer()
  await approve(uri, more)
  expect(await approvedBy(uri)).toBeUndefined()
})

it('R9: believes no approval by somebody who was not answered', async () => {
  const uri = await answer()
  const eve = peer.createActor('eve')
  await approve(uri, { attributedTo: eve.uri }, eve)
  expect(await approvedBy(uri)).toBeUndefined()
})

it('forgets the approval with the post', async () => {
  const uri = await answer()
  await approve(uri)
  const post = await node.posts.findPostByUri(uri)
  if (!post) throw new Error('The answer is gone.')
  await node.posts.deletePost(post.id, alice.id)
  expect(await node.db.sql`select 1 from post_approvals where post_id = ${post.id}`).toEqual([])
})
