import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

const everybody = 'https://www.w3.org/ns/activitystreams#Public'

let node: FederationNode
let peer: RemotePeer
let other: RemotePeer
let alice: Account
let bob: PeerActor
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
  bob = peer.createActor(`bob${count}`)
})

async function act(actor: PeerActor, activity: Record<string, unknown>): Promise<string> {
  const id = `${actor.uri}/acts/${count}-${Math.random()}`
  const home = actor.uri.startsWith(other.origin) ? other : peer
  expect(await home.post(actor, `${node.origin}/inbox`, { id, actor: actor.uri, ...activity })).toBe(202)
  await untilQuiet(node)
  return id
}

/** Alice follows an actor of another server, who said yes. */
async function followedByAlice(actor: PeerActor): Promise<Account> {
  const account = await node.find(`${actor.username}@${new URL(actor.uri).host}`)
  await node.relationships.requestFollow({ followerId: alice.id, followedId: account.id })
  await node.relationships.acceptFollow({ followerId: alice.id, followedId: account.id })
  await untilQuiet(node)
  return account
}

describe('a reaction', () => {
  const reactionOf = async (postId: string) => {
    const [like] = await node.db.sql<{ reaction: string | null }[]>`
      select reaction from likes where post_id = ${postId}
    `
    return like?.reaction
  }

  it.each([
    ['Like', { content: ':cat:', _misskey_reaction: ':cat:' }, ':cat@HOST:'],
    ['EmojiReact', { content: '🔥' }, '🔥'],
    ['Like', { content: '<script>' }, null],
    ['Like', {}, null],
  ])('as %s with %j is a like that keeps it', async (type, more, kept) => {
    const post = await node.publish(alice, 'hello')
    await act(bob, { type, object: `${node.origin}/posts/${post.id}`, ...more })
    expect(await reactionOf(post.id)).toBe(kept?.replace('HOST', peer.host) ?? null)
  })

  it('is counted by emoji, with the picture that came with it', async () => {
    const post = await node.publish(alice, 'hello')
    const object = `${node.origin}/posts/${post.id}`
    const icon = { type: 'Image', url: `${peer.origin}/cat.png` }
    const tag = [{ type: 'Emoji', name: ':cat:', icon }]
    await act(bob, { type: 'EmojiReact', object, content: ':cat:', tag })
    const carol = peer.createActor('carol_reacts')
    await node.find(`carol_reacts@${peer.host}`)
    await act(carol, { type: 'EmojiReact', object, content: '🔥' })
    const overlays = await node.posts.findOverlays([post.id], undefined)
    const reactions = [
      { name: `:cat@${peer.host}:`, count: 1 },
      { name: '🔥', count: 1 },
    ]
    expect(overlays.get(post.id)).toMatchObject({ likes: 2, reactions })
    const wanted = { domain: peer.host, names: ['cat'] }
    expect((await node.emojis.find([wanted]))(wanted)).toMatchObject([{ imageUrl: icon.url }])
  })

  it('of somebody here goes to the author, as a like that shows it, and its end', async () => {
    const uri = `${peer.origin}/notes/reacted`
    peer.serve('/notes/reacted', peer.note(bob, uri))
    const found = await node.federation.resolveUrl(uri)
    if (found?.kind !== 'post') throw new Error('The post was not taken in.')
    const mark = { accountId: alice.id, postId: found.post.id }
    await node.posts.reactToPost({ ...mark, reaction: '🔥' })
    await untilQuiet(node)
    await node.posts.reactToPost({ ...mark, reaction: '🍰' })
    await untilQuiet(node)
    await node.posts.unreactToPost({ ...mark, reaction: '🔥' })
    await node.posts.unreactToPost({ ...mark, reaction: '🍰' })
    await untilQuiet(node)
    const sent = peer
      .activitiesAt(new URL(`${bob.uri}/inbox`).pathname)
      .filter((activity) => ['Like', 'Undo'].includes(String(activity['type'])))
    expect(sent).toMatchObject([
      { type: 'Like', object: uri, content: '🔥', _misskey_reaction: '🔥' },
      { type: 'Undo', object: { type: 'Like', content: '🔥' } },
      { type: 'Like', object: uri, content: '🍰' },
      { type: 'Undo', object: { type: 'Like', content: '🍰' } },
    ])
    expect((await node.posts.findOverlays([found.post.id], alice.id)).get(found.post.id)).toMatchObject({
      liked: false,
      reaction: null,
      reactions: [],
    })
  })

  it('that was not kept, taken back, leaves the first', async () => {
    const post = await node.publish(alice, 'hello')
    const object = `${node.origin}/posts/${post.id}`
    await act(bob, { type: 'EmojiReact', object, content: '🔥' })
    const second = await act(bob, { type: 'EmojiReact', object, content: '🍰' })
    const undone = { type: 'EmojiReact', id: second, actor: bob.uri, object, content: '🍰' }
    await act(bob, { type: 'Undo', object: undone })
    expect(await reactionOf(post.id)).toBe('🔥')
  })
})

describe('a group', () => {
  let group: PeerActor
  let uri: string

  beforeEach(() => {
    group = other.createActor(`group${count}`, { type: 'Group' })
    uri = `${peer.origin}/pages/${count}`
  })

  const page = (more: object = {}) => peer.note(bob, uri, { type: 'Page', name: 'Walks', ...more })
  const announce = (type: string, object: unknown) =>
    act(group, {
      type: 'Announce',
      to: [everybody],
      cc: [`${group.uri}/followers`],
      object: { id: `${bob.uri}/inner/${count}`, type, actor: bob.uri, object },
    })
  const boostOf = async () => {
    const [post, account] = [await node.posts.findPostByUri(uri), await node.accounts.findByUri(group.uri)]
    return post && account && node.posts.findBoost(account.id, post.id)
  }

  it('boosts what a member published, as the member’s server has it', async () => {
    peer.serve(new URL(uri).pathname, page({ name: 'True walks' }))
    await announce('Create', page({ name: 'Forged walks' }))
    expect(await boostOf()).toBeDefined()
    expect((await node.posts.findPostByUri(uri))?.content).toContain('True walks')
  })

  it('does not boost answers', async () => {
    const parent = `${uri}-parent`
    peer.serve(new URL(parent).pathname, peer.note(bob, parent))
    peer.serve(new URL(uri).pathname, peer.note(bob, uri, { inReplyTo: parent }))
    await announce('Create', uri)
    expect(await node.posts.findPostByUri(uri)).toBeDefined()
    expect(await boostOf()).toBeUndefined()
  })

  it('makes this server look again at what a member changed or deleted', async () => {
    peer.serve(new URL(uri).pathname, page())
    await announce('Create', page())
    peer.serve(new URL(uri).pathname, page({ name: 'Better walks', updated: new Date().toISOString() }))
    await announce('Update', page({ name: 'Forged walks' }))
    expect((await node.posts.findPostByUri(uri))?.content).toContain('Better walks')
    await announce('Delete', uri)
    expect(await node.posts.findPostByUri(uri)).toBeDefined()
    peer.serve(new URL(uri).pathname, { status: 410, body: '' })
    await announce('Delete', uri)
    expect(await node.posts.findPostByUri(uri)).toBeUndefined()
  })

  it('R9: cannot make this server forget what the author’s server hides from strangers', async () => {
    await followedByAlice(bob)
    const toFollowers = peer.note(bob, uri, { to: [`${bob.uri}/followers`], cc: [] })
    await act(bob, { type: 'Create', object: toFollowers })
    peer.serve(new URL(uri).pathname, { status: 404, body: '' })
    await announce('Delete', uri)
    expect((await node.posts.findPostByUri(uri))?.visibility).toBe('followers')
  })

  it('that shuts somebody out blocks nobody in person', async () => {
    await act(bob, { type: 'Block', object: `${node.origin}/users/alice`, target: group.uri })
    const account = await node.accounts.findByUri(bob.uri)
    expect(account && (await node.relationships.isBlockedEitherWay(alice.id, account.id))).toBe(false)
  })
})

describe('an answer to a follow', () => {
  it('counts for each follow anew, where its id is that of the first one', async () => {
    const account = await node.find(`${bob.username}@${peer.host}`)
    const pair = { followerId: alice.id, followedId: account.id }
    const accept = async () => {
      await node.relationships.requestFollow(pair)
      await untilQuiet(node)
      const follow = peer
        .activitiesAt(`/users/${bob.username}/inbox`)
        .findLast((one) => one['type'] === 'Follow')
      // As Hollo 0.10 names it.
      const id = `${bob.uri}#accepts/${node.origin}/users/alice`
      await act(bob, { id, type: 'Accept', object: follow })
      return (await node.relationships.findFollow(alice.id, account.id))?.state
    }
    expect(await accept()).toBe('accepted')
    await node.relationships.endFollow(pair)
    expect(await accept()).toBe('accepted')
  })
})

describe('a move', () => {
  const move = (target: string) =>
    act(bob, { type: 'Move', object: bob.uri, target, to: [`${bob.uri}/followers`] })

  it('R10: takes the followers here along, where the new account names the old one', async () => {
    const old = await followedByAlice(bob)
    const fresh = other.createActor(`fresh${count}`, { alsoKnownAs: [bob.uri] })
    await move(fresh.uri)
    const target = await node.accounts.findByUri(fresh.uri)
    expect((await node.accounts.findAccount(old.id))?.movedToId).toBe(target?.id)
    expect(await node.relationships.findFollow(alice.id, old.id)).toBeUndefined()
    expect(target && (await node.relationships.findFollow(alice.id, target.id))?.state).toBe('requested')
    expect(other.activitiesAt(`/users/${fresh.username}/inbox`)).toMatchObject([{ type: 'Follow' }])
  })

  it('R10: is believed only after the new account was asked again', async () => {
    const old = await followedByAlice(bob)
    const fresh = other.createActor(`later${count}`)
    await node.find(`${fresh.username}@${other.host}`)
    Object.assign(fresh.document, { alsoKnownAs: bob.uri })
    await move(fresh.uri)
    expect((await node.accounts.findAccount(old.id))?.movedToId).not.toBeNull()
  })

  it('R10: to an account that does not name the old one changes nothing', async () => {
    const old = await followedByAlice(bob)
    await move(other.createActor(`victim${count}`).uri)
    expect((await node.accounts.findAccount(old.id))?.movedToId).toBeNull()
    expect(await node.relationships.findFollow(alice.id, old.id)).toBeDefined()
  })

  it('R9: of somebody else changes nothing', async () => {
    const victim = other.createActor(`moved${count}`)
    const account = await followedByAlice(victim)
    Object.assign(bob.document, { alsoKnownAs: [victim.uri] })
    await act(bob, { type: 'Move', object: victim.uri, target: bob.uri })
    expect((await node.accounts.findAccount(account.id))?.movedToId).toBeNull()
  })
})

describe('an arrival', () => {
  const location = {
    id: 'https://places.example/1',
    name: 'DNA Lounge',
    latitude: 37.771,
    longitude: -122.4127,
  }

  it('at a place with coordinates is a post there', async () => {
    const id = await act(bob, {
      type: 'Arrive',
      to: everybody,
      summary: '<p>Bob is here</p>',
      location,
      published: new Date().toISOString(),
    })
    const post = await node.posts.findPostByUri(id)
    expect(post).toMatchObject({ content: '<p>Bob is here</p>', contentWarning: '', visibility: 'public' })
    const checkins = await node.checkins.findByPosts(post ? [post.id] : [])
    expect([...checkins.values()]).toMatchObject([{ shown: { name: 'DNA Lounge', latitude: 37.771 } }])
  })

  it('that a post tells, too, is that post', async () => {
    const uri = `${peer.origin}/notes/${count}`
    peer.serve(new URL(uri).pathname, peer.note(bob, uri, { location: { type: 'Place', ...location } }))
    const id = await act(bob, { type: 'Arrive', to: everybody, location, result: uri })
    await act(bob, { type: 'Create', object: peer.note(bob, uri) })
    expect(await node.posts.findPostByUri(uri)).toBeDefined()
    expect(await node.posts.findPostByUri(id)).toBeUndefined()
  })

  it('nowhere, as in a virtual world, is nothing', async () => {
    const id = await act(bob, { type: 'Arrive', to: everybody, location: { type: 'Place', name: 'World' } })
    expect(await node.posts.findPostByUri(id)).toBeUndefined()
  })
})
