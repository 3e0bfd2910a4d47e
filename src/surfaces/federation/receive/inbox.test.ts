import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { blockDomain, type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer, strangeKey } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let mallory: PeerActor
let inbox: string
let count = 0

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice')
  mallory = peer.createActor('mallory')
  inbox = `${node.origin}/inbox`
})

afterAll(async () => {
  await Promise.all([node?.[Symbol.asyncDispose](), peer?.[Symbol.asyncDispose]()])
})

function newUri(): string {
  count += 1
  return `${peer.origin}/notes/${count}`
}

function create(uri = newUri(), more: Record<string, unknown> = {}) {
  return {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${uri}/activity`,
    type: 'Create',
    actor: mallory.uri,
    to: ['https://www.w3.org/ns/activitystreams#Public'],
    object: peer.note(mallory, uri),
    ...more,
  }
}

async function arrives(uri: string): Promise<boolean> {
  await untilQuiet(node)
  return (await node.posts.findPostByUri(uri)) !== undefined
}

async function postRaw(body: string | Buffer, headers: Record<string, string>): Promise<number> {
  const answer = await request(inbox, { method: 'POST', body, headers })
  await answer.body.dump()
  return answer.statusCode
}

it('takes in a signed post by draft-cavage', async () => {
  const uri = newUri()
  expect(await peer.post(mallory, inbox, create(uri))).toBe(202)
  expect(await arrives(uri)).toBe(true)
})

it('takes in a signed post by RFC 9421, at a personal inbox', async () => {
  const uri = newUri()
  const status = await peer.post(mallory, `${node.origin}/users/alice/inbox`, create(uri), {
    scheme: 'rfc9421',
  })
  expect(status).toBe(202)
  expect(await arrives(uri)).toBe(true)
})

it('takes ld+json with the profile as content type', async () => {
  const uri = newUri()
  const contentType = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
  expect(await peer.post(mallory, inbox, create(uri), { contentType })).toBe(202)
  expect(await arrives(uri)).toBe(true)
})

it('R1: refuses an unsigned activity without a side effect', async () => {
  const uri = newUri()
  const body = JSON.stringify(create(uri))
  expect(await postRaw(body, { 'content-type': 'application/activity+json' })).toBe(401)
  expect(await arrives(uri)).toBe(false)
})

it('R1: refuses a signature made with another key', async () => {
  const uri = newUri()
  const forger = { ...mallory, privateKey: strangeKey() }
  expect(await peer.post(forger, inbox, create(uri))).toBe(401)
  expect(await arrives(uri)).toBe(false)
})

it('R1: refuses a second Signature header', async () => {
  const uri = newUri()
  const body = JSON.stringify(create(uri))
  const signed: string[] = []
  await peer.post(mallory, `${peer.origin}/elsewhere`, body)
  for (const [name, value] of Object.entries(peer.arrived.at(-1)?.headers ?? {})) {
    if (name !== 'host' && name !== 'content-length' && name !== 'connection')
      signed.push(name, String(value))
  }
  signed.push('signature', 'keyId="a"')
  const answer = await request(inbox, { method: 'POST', body, headers: signed })
  await answer.body.dump()
  expect(answer.statusCode).toBe(401)
})

it('R2: refuses a body that is not the signed one', async () => {
  const uri = newUri()
  const sentBody = JSON.stringify(create(uri, { summary: 'changed' }))
  expect(await peer.post(mallory, inbox, create(uri), { sentBody })).toBe(401)
  expect(await arrives(uri)).toBe(false)
})

it('R2: refuses a signature for another path', async () => {
  const uri = newUri()
  const body = JSON.stringify(create(uri))
  await peer.post(mallory, `${peer.origin}/other`, body)
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    ...headers
  } = peer.arrived.at(-1)?.headers ?? {}
  expect(await postRaw(body, headers as Record<string, string>)).toBe(401)
})

it('R3: refuses a key whose document does not list it', async () => {
  const uri = newUri()
  const wrong = { ...mallory, keyId: `${mallory.uri}#other-key` }
  expect(await peer.post(wrong, inbox, create(uri))).toBe(401)
  expect(await arrives(uri)).toBe(false)
})

it('R3: refuses a key that another actor owns', async () => {
  const thief = peer.createActor('thief')
  thief.document['publicKey'] = mallory.document['publicKey']
  const stolen = { ...thief, keyId: mallory.keyId, privateKey: strangeKey() }
  expect(await peer.post(stolen, inbox, { ...create(), actor: thief.uri })).toBe(401)
})

it('R3: refuses an actor document that is served under another address than its id', async () => {
  const fake = `${peer.origin}/uploads/fake`
  peer.serve('/uploads/fake', {
    ...mallory.document,
    publicKey: { id: `${fake}#main-key`, owner: mallory.uri, publicKeyPem: pemOf(mallory) },
  })
  const impostor = { ...mallory, keyId: `${fake}#main-key` }
  expect(await peer.post(impostor, inbox, create())).toBe(401)
})

it('R4: refuses an activity of somebody else than its signer, neighbour or stranger', async () => {
  const neighbour = peer.createActor('neighbour')
  expect(await peer.post(mallory, inbox, create(newUri(), { actor: neighbour.uri }))).toBe(401)
  expect(
    await peer.post(mallory, inbox, create(newUri(), { id: undefined, actor: `${node.origin}/users/alice` })),
  ).toBe(401)
})

it('R4: refuses several and embedded actors', async () => {
  expect(await peer.post(mallory, inbox, create(newUri(), { actor: [mallory.uri] }))).toBe(400)
  expect(await peer.post(mallory, inbox, create(newUri(), { actor: { id: mallory.uri } }))).toBe(400)
})

it('R7: refuses a key of this server itself', async () => {
  const own = { ...mallory, keyId: `${node.origin}/users/alice#main-key` }
  expect(await peer.post(own, inbox, create(newUri(), { actor: `${node.origin}/users/alice` }))).toBe(401)
})

it('R11: refuses a key from a document of another content type', async () => {
  const upload = peer.createActor('upload')
  peer.serve('/users/upload', { type: 'application/json', body: upload.document })
  expect(await peer.post(upload, inbox, { ...create(), actor: upload.uri })).toBe(401)
})

it('R23: refuses a signature of more than an hour ago or ahead', async () => {
  const hour = 60 * 60 * 1000
  const dates = [-1, 1].map((sign) => new Date(node.clock.now() + sign * (hour + 60_000)))
  for (const date of dates) expect(await peer.post(mallory, inbox, create(), { date })).toBe(401)
})

it('R24: refuses more than a mebibyte, and nesting without end', async () => {
  const large = create(newUri(), { summary: 'x'.repeat(1024 * 1024) })
  expect(await peer.post(mallory, inbox, large)).toBe(413)
  const deep = `{"actor":"${mallory.uri}","type":"Create","object":${'['.repeat(5000)}${']'.repeat(5000)}}`
  expect(await peer.post(mallory, inbox, deep)).toBe(400)
})

it('R27: answers 4xx to what is no activity, and never 5xx', async () => {
  const bodies = ['', '{', 'null', '[]', '"text"', '{}', '{"actor":5}', `{"actor":"${mallory.uri}","id":7}`]
  for (const body of bodies) {
    const status = await peer.post(mallory, inbox, body)
    expect([body, status]).toEqual([body, expect.toSatisfy((code: number) => code >= 400 && code < 500)])
  }
})

it('R27: refuses a body that is not UTF-8', async () => {
  const key = { ...mallory }
  const invalid = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
  expect(await peer.post(key, inbox, invalid.toString('latin1'))).toBe(400)
})

it('R27: survives NUL bytes, lone surrogates, odd dates and __proto__', async () => {
  const uri = newUri()
  const object = {
    ...peer.note(mallory, uri),
    content: '<p>a\0b \ud800 c</p>',
    summary: '\ud800\0',
    published: '99999-99-99T99:99:99Z',
    tag: [null, 5, { type: 'Mention' }, { type: 'Hashtag', name: '#\0' }, { type: ['Hashtag'], name: '#ok' }],
    attachment: [{ type: 'Document', url: 'javascript:alert(1)', mediaType: 'image/png' }, 'x', []],
    inReplyTo: { id: {} },
    to: ['as:Public', null, {}],
  }
  const body = JSON.stringify(create(uri, { object })).replace(
    '"type":"Note"',
    '"type":"Note","__proto__":{"sensitive":true}',
  )
  expect(await peer.post(mallory, inbox, body)).toBe(202)
  expect(await arrives(uri)).toBe(true)
  const post = await node.posts.findPostByUri(uri)
  expect(post).toMatchObject({ visibility: 'public', sensitive: true })
  expect(post?.content).not.toMatch(/\0|\ud800/)
  expect(({} as Record<string, unknown>)['sensitive']).toBeUndefined()
})

it('refuses another content type', async () => {
  expect(await peer.post(mallory, inbox, create(), { contentType: 'application/json' })).toBe(415)
  expect(await peer.post(mallory, inbox, create(), { contentType: 'text/html' })).toBe(415)
})

it('takes a repeated activity once', async () => {
  const uri = newUri()
  const activity = create(uri)
  await Promise.all(Array.from({ length: 5 }, () => peer.post(mallory, inbox, activity)))
  expect(await arrives(uri)).toBe(true)
  const [row] = await node.db.sql<{ count: number }[]>`select count(*)::int from posts where uri = ${uri}`
  expect(row?.count).toBe(1)
})

it('does not let one actor spend the ids of another', async () => {
  const victim = peer.createActor('victim')
  const uri = newUri()
  const id = `${uri}/activity`
  await peer.post(mallory, inbox, { id, type: 'Like', actor: mallory.uri, object: uri })
  const theirs = { ...create(uri), actor: victim.uri, object: peer.note(victim, uri) }
  expect(await peer.post(victim, inbox, theirs)).toBe(202)
  expect(await arrives(uri)).toBe(true)
})

it('answers the farewell of an actor it never knew without asking anyone', async () => {
  const gone = { ...peer.createActor('gone'), uri: `${peer.origin}/users/never` }
  const ghost = { ...gone, keyId: `${gone.uri}#main-key` }
  const before = peer.arrived.length
  const farewell = { id: `${ghost.uri}#delete`, type: 'Delete', actor: ghost.uri, object: ghost.uri }
  expect(await peer.post(ghost, inbox, farewell)).toBe(202)
  expect(peer.arrived.length).toBe(before)
})

it('R26: asks for an absent key once', async () => {
  const ghost = {
    ...mallory,
    uri: `${peer.origin}/users/nobody`,
    keyId: `${peer.origin}/users/nobody#main-key`,
  }
  const before = peer.arrived.length
  for (let at = 0; at < 3; at++)
    expect(await peer.post(ghost, inbox, create(newUri(), { actor: ghost.uri }))).toBe(401)
  expect(peer.arrived.length - before).toBe(1)
})

it('takes a new key of a known actor after one look, but not at every forgery', async () => {
  const rotating = peer.createActor('rotating')
  const first = newUri()
  await peer.post(rotating, inbox, {
    ...create(first),
    actor: rotating.uri,
    object: peer.note(rotating, first),
  })
  expect(await arrives(first)).toBe(true)
  const renewed = await import('node:crypto').then((crypto) =>
    crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
  )
  rotating.document['publicKey'] = {
    ...(rotating.document['publicKey'] as object),
    publicKeyPem: renewed.publicKey.export({ type: 'spki', format: 'pem' }),
  }
  const changed = { ...rotating, privateKey: renewed.privateKey }
  const second = newUri()
  const activity = { ...create(second), actor: rotating.uri, object: peer.note(rotating, second) }
  // The key was learned a moment ago: a forger would look the same.
  expect(await peer.post(changed, inbox, activity)).toBe(401)
  node.clock.advance(6 * 60 * 1000)
  expect(await peer.post(changed, inbox, activity, { date: new Date(node.clock.now()) })).toBe(202)
  expect(await arrives(second)).toBe(true)
})

it('R3: believes a key that its actor has withdrawn for minutes at most', async () => {
  const rotating = peer.createActor('withdrawing')
  const by = (object: unknown, type = 'Create') => ({
    id: newUri(),
    type,
    actor: rotating.uri,
    object,
  })
  const at = () => ({ date: new Date(node.clock.now()) })
  const note = () => peer.note(rotating, newUri())
  expect(await peer.post(rotating, inbox, by(note()), at())).toBe(202)
  await untilQuiet(node)
  const fresh = { ...rotating, keyId: `${rotating.uri}#second-key` }
  Object.assign(rotating.document, {
    publicKey: { id: fresh.keyId, owner: rotating.uri, publicKeyPem: pemOf(rotating) },
  })
  node.clock.advance(2 * 60 * 1000)
  expect(await peer.post(fresh, inbox, by(rotating.uri, 'Update'), at())).toBe(202)
  await untilQuiet(node)
  node.clock.advance(11 * 60 * 1000)
  expect(await peer.post(rotating, inbox, by(note()), at())).toBe(401)
  expect(await peer.post(fresh, inbox, by(note()), at())).toBe(202)
})

it('R37: refuses a blocked domain', async () => {
  await blockDomain(node, peer.host)
  expect(await peer.post(mallory, inbox, create(), { date: new Date(node.clock.now()) })).toBe(403)
  await node.policies.unblockDomain(peer.host, null)
})

it('leaves nothing dead behind', async () => {
  await untilQuiet(node)
  expect(await node.db.sql`select kind, last_error from dead_jobs`).toEqual([])
  expect(alice.id).toBeTruthy()
})

function pemOf(actor: PeerActor): string {
  return (actor.document['publicKey'] as { publicKeyPem: string }).publicKeyPem
}
