import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { isOlderSibling } from './is-older-sibling.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let post: Post
let carol: PeerActor
let aliceUri: string
let postUri: string
let count = 0

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice')
  aliceUri = `${node.origin}/users/alice`
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

beforeEach(async () => {
  count += 1
  carol = peer.createActor(`carol${count}`)
  post = await node.publish(alice, `Post ${count}`)
  postUri = `${node.origin}/posts/${post.id}`
})

type Activity = Record<string, unknown> & { readonly id: string }

/** Delivers in the given order, each dealt with before the next comes. */
async function deliver(...activities: readonly Activity[]): Promise<void> {
  for (const activity of activities) {
    expect(await peer.post(carol, `${node.origin}/inbox`, activity)).toBe(202)
    await untilQuiet(node)
  }
}

function follow(id: string | number): Activity {
  return { id: `${carol.uri}#follows/${id}`, type: 'Follow', actor: carol.uri, object: aliceUri }
}

function like(id: string | number): Activity {
  return { id: `${carol.uri}#likes/${id}`, type: 'Like', actor: carol.uri, object: postUri }
}

function boost(id: string | number): Activity {
  const to = ['https://www.w3.org/ns/activitystreams#Public']
  return { id: `${carol.uri}/boosts/${id}/activity`, type: 'Announce', actor: carol.uri, to, object: postUri }
}

function undo(act: Activity): Activity {
  return { id: `${act.id}/undo`, type: 'Undo', actor: carol.uri, object: act }
}

async function carolId() {
  const account = await node.accounts.findByUri(carol.uri)
  if (!account) throw new Error('Carol is not known.')
  return account.id
}

async function isFollowing(): Promise<boolean> {
  return (await node.relationships.findFollow(await carolId(), alice.id)) !== undefined
}

async function counted() {
  return (await node.posts.findOverlays([post.id], undefined)).get(post.id)
}

describe('an Undo before its act', () => {
  it('keeps a Follow from being done', async () => {
    await deliver(undo(follow(1)), follow(1))
    expect(await isFollowing()).toBe(false)
  })

  it('keeps a Like from being done', async () => {
    await deliver(undo(like(1)), like(1))
    expect(await counted()).toMatchObject({ likes: 0 })
  })

  it('keeps a Like from being done when it names its id alone', async () => {
    await deliver({ ...undo(like(1)), object: like(1).id }, like(1))
    expect(await counted()).toMatchObject({ likes: 0 })
  })

  it('keeps a boost from being done', async () => {
    await deliver(undo(boost(1)), boost(1))
    expect(await counted()).toMatchObject({ boosts: 0 })
  })

  it('keeps a Block from being done', async () => {
    const block = { id: `${carol.uri}#blocks/1`, type: 'Block', actor: carol.uri, object: aliceUri }
    await deliver(undo(block), block)
    expect(await node.relationships.isBlockedEitherWay(await carolId(), alice.id)).toBe(false)
  })
})

describe('acts that come again', () => {
  it('lets a server that names follows by their pair follow a second time', async () => {
    await deliver(follow('pair'), undo(follow('pair')))
    expect(await isFollowing()).toBe(false)
    // Signatures name the second; a new act is a new signature.
    node.clock.advance(1000)
    const again = await peer.post(carol, `${node.origin}/inbox`, follow('pair'), {
      date: new Date(Date.now() + 2000),
    })
    expect(again).toBe(202)
    await untilQuiet(node)
    expect(await isFollowing()).toBe(true)
  })

  it('does not let the end of an earlier follow end the present one', async () => {
    await deliver(follow(2), undo(follow(1)))
    expect(await isFollowing()).toBe(true)
  })

  it('does not let the end of an earlier like or boost end the present one', async () => {
    await deliver(like(2), boost(2), undo(like(1)), undo(boost(1)))
    expect(await counted()).toMatchObject({ likes: 1, boosts: 1 })
  })

  it('ends a follow though the Undo describes it under another id', async () => {
    await deliver(follow('a'), undo({ ...follow('b') }))
    expect(await isFollowing()).toBe(false)
  })

  it('counts a like once, whatever it is called', async () => {
    await deliver(like(1), like(2), { ...like(3), type: 'EmojiReact', content: '🎉' })
    expect(await counted()).toMatchObject({ likes: 1 })
  })
})

describe('a post', () => {
  const noteUri = () => `${peer.origin}/notes/${count}`
  const create = (): Activity => ({
    id: `${noteUri()}/activity`,
    type: 'Create',
    actor: carol.uri,
    object: peer.note(carol, noteUri()),
  })
  const remove = (): Activity => ({
    id: `${noteUri()}#delete`,
    type: 'Delete',
    actor: carol.uri,
    object: { id: noteUri(), type: 'Tombstone' },
  })
  const edit = (at: string, content: string): Activity => ({
    id: `${noteUri()}#updates/${at}`,
    type: 'Update',
    actor: carol.uri,
    object: peer.note(carol, noteUri(), { content: `<p>${content}</p>`, updated: at }),
  })

  it('stays dead when its Delete came first', async () => {
    await deliver(remove(), create())
    expect(await node.posts.findPostByUri(noteUri())).toBeUndefined()
  })

  it('stays dead when its Create is replayed', async () => {
    await deliver(
      create(),
      remove(),
      { ...create(), id: `${noteUri()}/again` },
      edit('2026-01-01T00:00:00Z', 'x'),
    )
    expect(await node.posts.findPostByUri(noteUri())).toBeUndefined()
  })

  it('has the text of its last edit, in whatever order edits come', async () => {
    await deliver(edit('2026-01-02T00:00:00Z', 'second'), create(), edit('2026-01-01T00:00:00Z', 'first'))
    expect(await node.posts.findPostByUri(noteUri())).toMatchObject({ content: '<p>second</p>' })
  })

  it('is not from the future and sorts where it belongs in time', async () => {
    const future = { ...create(), object: peer.note(carol, noteUri(), { published: '2999-01-01T00:00:00Z' }) }
    await deliver(future)
    const found = await node.posts.findPostByUri(noteUri())
    expect(found?.createdAt.getTime()).toBeLessThanOrEqual(node.clock.now())
  })
})

it('tells an earlier act from a later one by the last number of its id', () => {
  expect(isOlderSibling('https://a.example/u#follows/9', 'https://a.example/u#follows/10')).toBe(true)
  expect(isOlderSibling('https://a.example/u#follows/10', 'https://a.example/u#follows/9')).toBe(false)
  expect(isOlderSibling('https://a.example/b/1/activity', 'https://a.example/b/2/activity')).toBe(true)
  expect(isOlderSibling('https://a.example/a/1', 'https://a.example/b/2')).toBe(false)
  expect(isOlderSibling('https://a.example/a', null)).toBe(false)
})

it('keeps an answer after what it answers, where a server writes whole seconds', async () => {
  const published = new Date(Math.floor(node.clock.now() / 1000) * 1000 - 60_000).toISOString()
  const uris = Array.from({ length: 8 }, (_, index) => `${peer.origin}/notes/${count}-${index}`)
  for (const [index, uri] of uris.entries()) {
    const object = peer.note(carol, uri, { published, ...(index > 0 && { inReplyTo: uris[index - 1] }) })
    await deliver({ id: `${uri}/activity`, type: 'Create', actor: carol.uri, to: object['to'], object })
  }
  const posts = await Promise.all(uris.map((uri) => node.posts.findPostByUri(uri)))
  const ids = posts.map((one) => BigInt(one?.id ?? 0))
  expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)))
})
