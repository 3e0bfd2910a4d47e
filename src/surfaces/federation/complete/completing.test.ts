import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

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

/** Puts a note where its server serves it. */
function serve(
  host: RemotePeer,
  author: PeerActor,
  name: string,
  more: Record<string, unknown> = {},
): string {
  const uri = `${host.origin}/threads/${count}/${name}`
  host.serve(new URL(uri).pathname, host.note(author, uri, more))
  return uri
}

async function known(uri: string): Promise<Post> {
  const resolved = await node.federation.resolveUrl(uri)
  if (resolved?.kind !== 'post') throw new Error(`There is no post at ${uri}.`)
  await untilQuiet(node)
  return resolved.post
}

describe('a thread that is read', () => {
  const read = async (post: Post) => {
    await node.federation.threadIsRead(post.id)
    await untilQuiet(node)
  }
  const uriOf = (name: string, host = peer) => `${host.origin}/threads/${count}/${name}`

  it('shows the counts of its own server, where these are more than is known here', async () => {
    const counts = (likes: number, shares: number) => ({
      likes: { type: 'Collection', totalItems: likes },
      shares: { type: 'Collection', totalItems: shares },
      replies: { type: 'Collection', totalItems: 3, items: [] },
    })
    serve(peer, bob, 'root', counts(7, -1))
    const post = await known(uriOf('root'))
    const counters = async () => (await node.posts.findOverlays([post.id], undefined)).get(post.id)
    expect(await counters()).toMatchObject({ likes: 7, boosts: 0, replies: 3 })
    serve(peer, bob, 'root', counts(5, 2))
    await node.posts.likePost({ accountId: alice.id, postId: post.id })
    await read(post)
    expect(await counters()).toMatchObject({ likes: 5, boosts: 2, replies: 3 })
    serve(peer, bob, 'root', counts(0, 1e12))
    node.clock.advance(11 * 60_000)
    await read(post)
    expect(await counters()).toMatchObject({ likes: 1, boosts: 2 })
  })

  it('shows the counts that collections of its own server tell, where it names these only, asked once an hour', async () => {
    const [likes, shares] = [`${uriOf('root')}/likes`, `${uriOf('root', other)}/shares`]
    const tell = (totalItems: number) => {
      peer.serve(new URL(likes).pathname, { id: likes, type: 'OrderedCollection', totalItems })
      other.serve(new URL(shares).pathname, { id: shares, type: 'OrderedCollection', totalItems })
    }
    tell(41)
    serve(peer, bob, 'root', { likes, shares })
    const post = await known(uriOf('root'))
    const counters = async () => (await node.posts.findOverlays([post.id], undefined)).get(post.id)
    await read(post)
    expect(await counters()).toMatchObject({ likes: 41, boosts: 0 })
    tell(42)
    node.clock.advance(11 * 60_000)
    await read(post)
    expect(await counters()).toMatchObject({ likes: 41, boosts: 0 })
    node.clock.advance(60 * 60_000)
    await read(post)
    expect(await counters()).toMatchObject({ likes: 42, boosts: 0 })
    // Others sign by the real time.
    node.clock.advance(-71 * 60_000)
  })

  it('is completed with the answers that its servers know of, and their answers', async () => {
    const carol = other.createActor(`carol${count}`)
    const first = `${uriOf('root')}/replies?page=1`
    const root = serve(peer, bob, 'root', {
      replies: { id: `${uriOf('root')}/replies`, type: 'Collection', first },
    })
    peer.serve(new URL(first).pathname + new URL(first).search, {
      id: first,
      type: 'CollectionPage',
      items: [uriOf('one'), { id: uriOf('two', other), type: 'Note', content: 'forged' }],
    })
    serve(peer, bob, 'one', { inReplyTo: root })
    const three = serve(peer, bob, 'three', { inReplyTo: uriOf('two', other) })
    serve(other, carol, 'two', {
      inReplyTo: root,
      content: '<p>true</p>',
      replies: { type: 'Collection', items: [three] },
    })
    const post = await known(root)
    await read(post)
    const thread = await node.posts.findThread(alice.id, post.id)
    expect(thread?.descendants.length).toBe(3)
    expect(await node.posts.findPostByUri(uriOf('two', other))).toMatchObject({ content: '<p>true</p>' })
  })

  it('R26: is no tour: collections of other hosts are not opened, endless ones are left', async () => {
    const page = (at: number) => `${uriOf('root')}/replies?page=${at}`
    const root = serve(peer, bob, 'root', { replies: page(0) })
    for (let at = 0; at < 60; at++) {
      const url = new URL(page(at))
      peer.serve(url.pathname + url.search, {
        id: page(at),
        type: 'CollectionPage',
        items: [],
        next: page(at + 1),
      })
    }
    const elsewhere = serve(peer, bob, 'elsewhere', { replies: `${other.origin}/tour` })
    const before = peer.arrived.length
    await read(await known(root))
    await read(await known(elsewhere))
    expect(peer.arrived.slice(before).filter(({ path }) => path.includes('page=')).length).toBeLessThan(10)
    expect(other.arrived.filter(({ path }) => path === '/tour')).toEqual([])
  })

  it('is not asked for again before a rest is over', async () => {
    const root = serve(peer, bob, 'root')
    const post = await known(root)
    await read(post)
    const before = peer.arrived.length
    await read(post)
    expect(peer.arrived.length).toBe(before)
  })
})

describe('somebody newly followed', () => {
  it('brings the latest posts along, but no posts of others', async () => {
    const victim = peer.createActor(`victim${count}`)
    const uris = [1, 2].map((at) => `${bob.uri}/notes/${at}`)
    const published = new Date(Date.now() - 86_400_000).toISOString()
    peer.serve(new URL(`${bob.uri}/outbox`).pathname, {
      id: `${bob.uri}/outbox`,
      type: 'OrderedCollection',
      totalItems: 3,
      orderedItems: [
        ...uris.map((uri) => ({
          type: 'Create',
          actor: bob.uri,
          object: peer.note(bob, uri, { published }),
        })),
        { type: 'Create', actor: bob.uri, object: peer.note(victim, `${victim.uri}/notes/1`) },
      ],
    })
    const account = await node.find(`${bob.username}@${peer.host}`)
    await node.relationships.requestFollow({ followerId: alice.id, followedId: account.id })
    await node.relationships.acceptFollow({ followerId: alice.id, followedId: account.id })
    await untilQuiet(node)
    const posts = await node.posts.findPostsByUri([...uris, `${victim.uri}/notes/1`])
    expect(posts.size).toBe(2)
    const home = await node.timelines.listHome(alice.id, { limit: 20 })
    expect(home.ids.length).toBeGreaterThanOrEqual(2)
  })
})

it('a profile that is read is fetched with its counts, and again when it is a day old', async () => {
  const collections = { followers: 12, following: 3, outbox: 40 }
  for (const [name, totalItems] of Object.entries(collections)) {
    const id = `${bob.uri}/${name}`
    peer.serve(new URL(id).pathname, { id, type: 'OrderedCollection', totalItems })
  }
  Object.assign(bob.document, { following: `${bob.uri}/following` })
  const account = await node.find(`${bob.username}@${peer.host}`)
  await node.federation.profileIsRead(account.id)
  await untilQuiet(node)
  const counters = async () => (await node.accounts.findCounters([account.id])).get(account.id)
  expect(await counters()).toMatchObject({ followers: 12, following: 3, posts: 40 })
  Object.assign(bob.document, { name: 'Bob the Elder' })
  node.clock.advance(2 * 3_600_000)
  await node.federation.profileIsRead(account.id)
  await untilQuiet(node)
  expect((await node.accounts.findAccount(account.id))?.displayName).toBe(bob.username)
  node.clock.advance(25 * 3_600_000)
  await node.federation.profileIsRead(account.id)
  await untilQuiet(node)
  expect((await node.accounts.findAccount(account.id))?.displayName).toBe('Bob the Elder')
  node.clock.advance(-27 * 3_600_000)
})

describe('a report', () => {
  it('of another server is filed with the posts that are the reported person’s', async () => {
    const post = await node.publish(alice, 'Reported')
    const [id, uri] = [`${bob.uri}/flags/1`, `${node.origin}/posts/${post.id}`]
    const object = [`${node.origin}/users/alice`, uri, `${other.origin}/1`]
    const flag = { id, type: 'Flag', actor: bob.uri, content: 'Spam', object }
    expect(await peer.post(bob, `${node.origin}/inbox`, flag)).toBe(202)
    await untilQuiet(node)
    const [report] = await node.db.sql`select target_id, comment from reports where uri = ${id}`
    expect(report).toMatchObject({ targetId: alice.id, comment: 'Spam' })
  })

  it('that a group passes on is the group’s, with the reason where Lemmy gives it', async () => {
    const post = await node.publish(alice, 'Reported in a group')
    const group = other.createActor(`walks${count}`, { type: 'Group' })
    const [id, object] = [`${group.uri}/announces/1`, `${node.origin}/posts/${post.id}`]
    const flag = { id: `${bob.uri}/flags/2`, type: 'Flag', actor: bob.uri, to: [group.uri], object }
    const passedOn = { ...flag, summary: 'Off topic', audience: group.uri }
    const announce = { id, type: 'Announce', actor: group.uri, object: passedOn }
    expect(await other.post(group, `${node.origin}/inbox`, announce)).toBe(202)
    await untilQuiet(node)
    const [report] = await node.db.sql`
      select target_id, comment, accounts.uri as reporter
      from reports
      join accounts on accounts.id = reporter_id
      where reports.uri = ${id}
    `
    expect(report).toMatchObject({ targetId: alice.id, comment: 'Off topic', reporter: group.uri })
  })

  it('that is to be forwarded reaches the other server without naming the reporter', async () => {
    const target = await node.find(`${bob.username}@${peer.host}`)
    await node.moderation.fileReport({
      reporterId: alice.id,
      targetId: target.id,
      comment: 'Rude',
      forward: true,
    })
    await untilQuiet(node)
    const [flag] = peer.activitiesAt(`/users/${bob.username}/inbox`)
    expect(flag).toMatchObject({
      type: 'Flag',
      actor: `${node.origin}/actor`,
      object: [bob.uri],
      content: 'Rude',
    })
    expect(JSON.stringify(flag)).not.toContain('alice')
  })
})
