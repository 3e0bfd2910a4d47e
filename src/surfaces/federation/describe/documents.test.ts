import { createPublicKey } from 'node:crypto'
import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'
import { parseActor } from '../fetch/parse-actor.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
const everybody = 'https://www.w3.org/ns/activitystreams#Public'

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('Alice', { displayName: 'Alice <3' })
  carol = peer.createActor('carol')
  await node.find(`carol@${peer.host}`)
  await node.accounts.updateProfile(alice.id, {
    bio: 'I like https://example.org',
    fields: [{ name: 'Site', value: 'https://example.org' }],
  })
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

async function get(path: string, accept = 'application/activity+json') {
  const answer = await request(path.startsWith('http') ? path : node.origin + path, { headers: { accept } })
  const text = await answer.body.text()
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: answer.statusCode, headers: answer.headers, json, text }
}

it('describes an actor', async () => {
  const { json, headers } = await get('/users/Alice')
  const uri = `${node.origin}/users/Alice`
  expect(headers['content-type']).toMatch(/^application\/activity\+json/)
  expect(headers['vary']).toMatch(/Accept.*Signature/)
  expect(json).toMatchObject({
    id: uri,
    type: 'Person',
    preferredUsername: 'Alice',
    name: 'Alice <3',
    url: `${node.origin}/@Alice`,
    inbox: `${uri}/inbox`,
    outbox: `${uri}/outbox`,
    followers: `${uri}/followers`,
    following: `${uri}/following`,
    endpoints: { sharedInbox: `${node.origin}/inbox` },
    manuallyApprovesFollowers: false,
    publicKey: { id: `${uri}#main-key`, owner: uri },
  })
  expect(json['summary']).toContain('href="https://example.org"')
  expect(json['attachment']).toMatchObject([{ type: 'PropertyValue', name: 'Site' }])
  const { publicKeyPem } = json['publicKey'] as { publicKeyPem: string }
  expect(createPublicKey(publicKeyPem).asymmetricKeyType).toBe('rsa')
})

it('leaves neither name nor text of an actor empty, as Pixelfed wants it', async () => {
  await node.createPerson('bare')
  const { json } = await get('/users/bare')
  expect(json).toMatchObject({ name: 'bare', summary: '<p></p>' })
  expect(parseActor(json, String(json['id']), 'https://here.example')).toMatchObject({ bio: '' })
})

it('gives the same document for ld+json and at the page’s address', async () => {
  const profile = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
  expect((await get('/users/Alice', profile)).json).toMatchObject({ type: 'Person' })
  expect((await get('/@Alice')).json).toMatchObject({ id: `${node.origin}/users/Alice` })
})

it('sends browsers to the page', async () => {
  const { status, headers } = await get('/users/alice', 'text/html,application/xhtml+xml,*/*;q=0.8')
  expect([status, headers['location']]).toEqual([302, '/@Alice'])
  const post = await node.publish(alice, 'For browsers')
  const answer = await get(`/posts/${post.id}`, 'text/html')
  expect(answer.headers['location']).toBe(`/@Alice/${post.id}`)
})

it('answers 404 for nobody and nothing', async () => {
  for (const path of [
    '/users/nobody',
    '/posts/1',
    '/posts/abc',
    '/users/nobody/outbox',
    `/users/${node.host}`,
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404])
  }
})

it('describes the server itself as an actor with a key', async () => {
  const { json } = await get('/actor')
  expect(json).toMatchObject({
    id: `${node.origin}/actor`,
    type: 'Application',
    preferredUsername: node.host,
    publicKey: { id: `${node.origin}/actor#main-key`, owner: `${node.origin}/actor` },
  })
})

it('describes a post with mentions, tags, language, warning and audience', async () => {
  const post = await node.publish(alice, `@carol@${peer.host} likes #CheckIns`, {
    language: 'en',
    contentWarning: 'places',
  })
  const { json, headers } = await get(`/posts/${post.id}`)
  const uri = `${node.origin}/posts/${post.id}`
  expect(headers['cache-control']).toMatch(/^public/)
  expect(json).toMatchObject({
    id: uri,
    type: 'Note',
    url: `${node.origin}/@Alice/${post.id}`,
    attributedTo: `${node.origin}/users/Alice`,
    to: [everybody],
    cc: [`${node.origin}/users/Alice/followers`, carol.uri],
    inReplyTo: null,
    summary: 'places',
    sensitive: true,
    attachment: [],
    tag: [
      { type: 'Mention', href: carol.uri, name: `@carol@${peer.host}` },
      { type: 'Hashtag', href: `${node.origin}/tags/checkins`, name: '#CheckIns' },
    ],
    replies: { id: `${uri}/replies`, type: 'Collection', first: { partOf: `${uri}/replies`, items: [] } },
  })
  expect(json['contentMap']).toEqual({ en: json['content'] })
  expect(json).not.toHaveProperty('name')
  expect(json).not.toHaveProperty('bto')
})

it('addresses each visibility as other servers read it', async () => {
  const followers = `${node.origin}/users/Alice/followers`
  const expected = {
    public: { to: [everybody], cc: [followers, carol.uri] },
    unlisted: { to: [followers], cc: [everybody, carol.uri] },
    followers: { to: [followers], cc: [carol.uri] },
    direct: { to: [carol.uri], cc: [] },
  } as const
  for (const visibility of ['public', 'unlisted', 'followers', 'direct'] as const) {
    const post = await node.publish(alice, `@carol@${peer.host} hi`, { visibility })
    const { json } = await peer.get(carol, `${node.origin}/posts/${post.id}`)
    expect([visibility, { to: json['to'], cc: json['cc'] }]).toEqual([visibility, expected[visibility]])
  }
})

it('R13, R36: hides what is not for all from strangers, and keeps it out of caches', async () => {
  const post = await node.publish(alice, `@carol@${peer.host} psst`, { visibility: 'direct' })
  for (const path of ['', '/activity', '/replies', '/likes', '/shares'].map(
    (end) => `/posts/${post.id}${end}`,
  )) {
    const stranger = await get(path)
    expect([path, stranger.status, stranger.headers['cache-control']]).toEqual([
      path,
      404,
      'private, no-store',
    ])
  }
  const dave = peer.createActor('dave')
  expect((await peer.get(dave, `${node.origin}/posts/${post.id}`)).status).toBe(404)
  expect((await peer.get(carol, `${node.origin}/posts/${post.id}`)).status).toBe(200)
})

it('answers 410 with a Tombstone for a deleted public post alone', async () => {
  const open = await node.publish(alice, 'open')
  const closed = await node.publish(alice, 'closed', { visibility: 'followers' })
  await node.posts.deletePost(open.id, alice.id)
  await node.posts.deletePost(closed.id, alice.id)
  const gone = await get(`/posts/${open.id}`)
  expect([gone.status, gone.json['type']]).toEqual([410, 'Tombstone'])
  expect((await get(`/posts/${closed.id}`)).status).toBe(404)
})

it('lists the outbox in pages, public acts only', async () => {
  const author = await node.createPerson('author')
  const posts = []
  for (let at = 0; at < 45; at++) posts.push(await node.publish(author, `post ${at}`))
  await node.publish(author, 'not for all', { visibility: 'followers' })
  const boosted = await node.publish(alice, 'boosted')
  await node.posts.boostPost({ boosterId: author.id, postId: boosted.id })
  await untilQuiet(node)
  const { json } = await get('/users/author/outbox')
  expect(json).toMatchObject({ type: 'OrderedCollection', totalItems: 47 })
  const first = (await get(String(json['first']))).json as { orderedItems: { type: string }[]; next: string }
  const second = (await get(first.next)).json as { orderedItems: { type: string }[]; next?: string }
  const items = [...first.orderedItems, ...second.orderedItems]
  expect(items.map((item) => item.type)).toEqual(['Announce', ...posts.map(() => 'Create')])
  expect(second.next).toBeUndefined()
})

it('serves activities under their ids', async () => {
  const post = await node.publish(alice, 'act')
  const create = (await get(`/posts/${post.id}/activity`)).json
  expect(create).toMatchObject({ id: `${node.origin}/posts/${post.id}/activity`, type: 'Create' })
  const author = await node.createPerson('booster')
  const outcome = await node.posts.boostPost({ boosterId: author.id, postId: post.id })
  if (!outcome.ok) throw new Error(outcome.because)
  const announce = (await get(`/posts/${outcome.boost.id}/activity`)).json
  expect(announce).toMatchObject({ type: 'Announce', object: `${node.origin}/posts/${post.id}` })
  const elsewhere = await get(`/posts/${outcome.boost.id}`)
  expect(elsewhere.headers['location']).toBe(`/posts/${outcome.boost.id}/activity`)
})

it('counts likes and boosts, and does not say whose', async () => {
  const post = await node.publish(alice, 'Count me')
  const bob = await node.createPerson('counted_bob')
  await node.posts.likePost({ accountId: bob.id, postId: post.id })
  const uri = `${node.origin}/posts/${post.id}`
  const likes = { id: `${uri}/likes`, type: 'Collection', totalItems: 1 }
  const shares = { id: `${uri}/shares`, type: 'Collection', totalItems: 0 }
  expect((await get(`/posts/${post.id}`)).json).toMatchObject({ likes, shares })
  const { json } = await get(`/posts/${post.id}/likes`)
  expect(json).toEqual({ '@context': 'https://www.w3.org/ns/activitystreams', ...likes })
  expect((await get(`/posts/${post.id}/shares`)).json).toMatchObject(shares)
})

it('lists followers and replies', async () => {
  const star = await node.createPerson('star')
  await node.relationships.requestFollow({ followerId: alice.id, followedId: star.id })
  const post = await node.publish(star, 'Questions?')
  const reply = await node.publish(alice, 'No', { replyToId: post.id })
  await node.publish(alice, 'Secretly yes', { replyToId: post.id, visibility: 'followers' })
  const page = (await get('/users/star/followers?page=true')).json
  expect(page).toMatchObject({ orderedItems: [`${node.origin}/users/Alice`] })
  expect((await get('/users/Alice/following')).json).toMatchObject({ totalItems: 1 })
  const first = { type: 'CollectionPage', items: [`${node.origin}/posts/${reply.id}`] }
  expect((await get(`/posts/${post.id}/replies`)).json).toMatchObject({ first })
  // GoToSocial 0.20 reads the page within the post alone.
  expect((await get(`/posts/${post.id}`)).json).toMatchObject({ replies: { type: 'Collection', first } })
})

it('lists all answers, page after page', async () => {
  const asked = await node.publish(alice, 'Who is there?')
  const answers: string[] = []
  for (let at = 0; at < 53; at++) {
    const answer = await node.publish(alice, `Me, number ${at}`, { replyToId: asked.id })
    answers.unshift(`${node.origin}/posts/${answer.id}`)
  }
  interface RepliesPage {
    readonly id: string
    readonly items: readonly string[]
    readonly next?: string
  }
  const { first } = (await get(`/posts/${asked.id}`)).json['replies'] as { first: RepliesPage }
  expect((await get(first.id)).json).toMatchObject({ ...first, type: 'CollectionPage' })
  const last = (await get(first.next ?? '')).json as unknown as RepliesPage
  expect(last.id).toBe(first.next)
  expect(last.next).toBeUndefined()
  expect([...first.items, ...last.items]).toEqual(answers)
})

it('R13: says how many follow somebody who hides who they are, and not who', async () => {
  const shy = await node.createPerson('shy')
  await node.relationships.requestFollow({ followerId: alice.id, followedId: shy.id })
  await node.relationships.requestFollow({ followerId: shy.id, followedId: alice.id })
  await node.accounts.updateProfile(shy.id, { hideCollections: true })
  for (const which of ['followers', 'following']) {
    const whole = (await get(`/users/shy/${which}`)).json
    expect(whole).toMatchObject({ type: 'OrderedCollection', totalItems: 1 })
    expect(whole).not.toHaveProperty('first')
    expect((await get(`/users/shy/${which}?page=true`)).json).toMatchObject({ orderedItems: [] })
  }
})

it('reads and gives out no name that turns round what stands beside it', async () => {
  const turning = 'Bank\u202e\u2067'
  const { id } = await node.createPerson('turning')
  await node.accounts.updateProfile(id, { displayName: turning })
  const { json } = await get('/users/turning')
  expect(json['name']).toBe('Bank')
  const read = parseActor({ ...json, name: turning }, String(json['id']), 'https://here.example')
  expect(read?.displayName).toBe('Bank')
})

it('answers what no name and no id can be like what is not there', async () => {
  for (const path of ['/emojis/%00', '/emojis/a%00b', '/posts/9223372036854775808'])
    expect([path, (await get(path)).status]).toEqual([path, 404])
})

it('shows nothing of a suspended account', async () => {
  const ghost = await node.createPerson('ghost')
  const post = await node.publish(ghost, 'boo')
  await node.accounts.suspendAccount(ghost.id)
  for (const path of ['/users/ghost', '/users/ghost/outbox', '/users/ghost/followers']) {
    const { status, json } = await get(path)
    expect([path, status, json]).toEqual([path, 403, { error: 'This account is suspended.' }])
  }
  expect((await get(`/posts/${post.id}`)).status).toBe(404)
})
