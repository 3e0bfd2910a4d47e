import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { OwnQuotePolicy, Post, Visibility } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let bob: PeerActor
let eve: PeerActor
let count = 0

const everybody = 'https://www.w3.org/ns/activitystreams#Public'

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice')
  bob = peer.createActor('bob')
  eve = peer.createActor('eve')
})

afterAll(async () => {
  await Promise.all([node?.[Symbol.asyncDispose](), peer?.[Symbol.asyncDispose]()])
})

type Members = Record<string, unknown>

function newUri(kind = 'notes'): string {
  count += 1
  return `${peer.origin}/${kind}/${count}`
}

const uriOf = (post: Post) => post.uri ?? `${node.origin}/posts/${post.id}`

async function send(actor: PeerActor, activity: Members): Promise<string> {
  const id = newUri('activities')
  const date = new Date(node.clock.now())
  const body = { id, actor: actor.uri, ...activity }
  expect(await peer.post(actor, `${node.origin}/inbox`, body, { date })).toBe(202)
  await untilQuiet(node)
  return id
}

/** A post of the peer, served at its address. */
function write(actor: PeerActor, more: Members = {}): Members {
  const note = peer.note(actor, newUri(), more)
  peer.serve(new URL(String(note['id'])).pathname, note)
  return note
}

async function receive(actor: PeerActor, more: Members = {}): Promise<Post> {
  const note = write(actor, more)
  await send(actor, { type: 'Create', object: note })
  const post = await node.posts.findPostByUri(String(note['id']))
  if (!post) throw new Error('The post did not arrive.')
  return post
}

async function publish(
  more: { quotedId?: Post['id']; visibility?: Visibility; quotePolicy?: OwnQuotePolicy } = {},
): Promise<Post> {
  const draft = { authorId: alice.id, text: 'Hello', visibility: 'public' as const, ...more }
  const outcome = await node.drafts.publishDraft(draft)
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(node)
  return outcome.post
}

const quoteOf = async (post: Post) => (await node.quotes.findByPosts([post.id])).get(post.id)
const counted = async (post: Post) =>
  (await node.posts.findOverlays([post.id], undefined)).get(post.id)?.quotes
const inboxOf = (actor: PeerActor) => new URL(String(actor.document['inbox'])).pathname
const heard = (actor: PeerActor, type: string) =>
  peer.activitiesAt(inboxOf(actor)).filter((activity) => activity['type'] === type)

async function get(url: string) {
  const answer = await request(url, { headers: { accept: 'application/activity+json' } })
  return { status: answer.statusCode, json: (await answer.body.json()) as Members }
}

describe('a post of this server that is quoted elsewhere', () => {
  async function ask(quoted: Post, actor = bob, more: Members = {}) {
    const note = write(actor, { quote: uriOf(quoted) })
    const id = await send(actor, { type: 'QuoteRequest', object: uriOf(quoted), instrument: note, ...more })
    return { id, quoting: await node.posts.findPostByUri(String(note['id'])), note }
  }

  it('says in its document who may quote it', async () => {
    const policyOf = async (post: Post) =>
      ((await get(uriOf(post))).json['interactionPolicy'] as { canQuote: Members }).canQuote
    const actor = `${node.origin}/users/alice`
    expect(await policyOf(await publish())).toEqual({ automaticApproval: [everybody], manualApproval: [] })
    expect((await policyOf(await publish({ quotePolicy: 'followers' })))['automaticApproval']).toEqual([
      `${actor}/followers`,
    ])
    expect((await policyOf(await publish({ quotePolicy: 'nobody' })))['automaticApproval']).toEqual([actor])
  })

  it('waits for a request, and shows the quote from then on', async () => {
    const quoted = await publish()
    const quoting = await receive(bob, { quote: uriOf(quoted) })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'pending', quotedId: quoted.id })
    const id = await send(bob, { type: 'QuoteRequest', object: uriOf(quoted), instrument: quoting.uri })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'accepted' })
    expect(await counted(quoted)).toBe(1)
    const [accept] = heard(bob, 'Accept').slice(-1)
    expect(accept).toMatchObject({
      actor: `${node.origin}/users/alice`,
      object: { type: 'QuoteRequest', id, actor: bob.uri, object: uriOf(quoted), instrument: quoting.uri },
    })
    expect((await get(String(accept?.['result']))).json).toMatchObject({
      id: accept?.['result'],
      type: 'QuoteAuthorization',
      attributedTo: `${node.origin}/users/alice`,
      interactingObject: quoting.uri,
      interactionTarget: uriOf(quoted),
    })
  })

  it('takes the quoting post from the request, and answers a repeated one without counting twice', async () => {
    const quoted = await publish()
    const { quoting, note } = await ask(quoted)
    expect(await quoteOf(quoting as Post)).toMatchObject({ state: 'accepted' })
    const before = heard(bob, 'Accept').length
    await send(bob, { type: 'QuoteRequest', object: uriOf(quoted), instrument: note })
    expect(heard(bob, 'Accept')).toHaveLength(before + 1)
    expect(await counted(quoted)).toBe(1)
  })

  it('learns of the quote by the request, where the post came without it', async () => {
    const quoted = await publish()
    const quoting = await receive(bob)
    expect(await quoteOf(quoting)).toBeUndefined()
    // As Hollo 0.10 does it.
    const instrument = { ...peer.note(bob, uriOf(quoting)), quote: uriOf(quoted) }
    await send(bob, { type: 'QuoteRequest', object: uriOf(quoted), instrument })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'accepted', quotedId: quoted.id })
    expect(await counted(quoted)).toBe(1)
    // What the request says of another post, or somebody else says of this one, is not heard.
    const other = await receive(bob)
    const foreign = { ...peer.note(bob, uriOf(other)), quote: uriOf(await publish()) }
    await send(bob, { type: 'QuoteRequest', object: uriOf(quoted), instrument: foreign })
    await send(eve, {
      type: 'QuoteRequest',
      object: uriOf(quoted),
      instrument: { ...instrument, id: other.uri },
    })
    expect(await quoteOf(other)).toBeUndefined()
  })

  it('refuses where the policy does, fetches nothing then, and says nothing of what is hidden', async () => {
    const refused = await ask(await publish({ quotePolicy: 'nobody' }))
    expect(refused.quoting).toBeUndefined()
    expect(heard(bob, 'Reject').at(-1)).toMatchObject({ object: { type: 'QuoteRequest', id: refused.id } })
    const before = peer.activitiesAt(inboxOf(bob)).length
    await ask(await publish({ visibility: 'followers' }))
    expect(peer.activitiesAt(inboxOf(bob))).toHaveLength(before)
  })

  it('accepts no request for a post of somebody else', async () => {
    const quoted = await publish()
    const quoting = await receive(bob, { quote: uriOf(quoted) })
    await send(eve, { type: 'QuoteRequest', object: uriOf(quoted), instrument: quoting.uri })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'pending' })
    const { note } = await ask(quoted, eve, {
      instrument: { ...peer.note(bob, newUri()), quote: uriOf(quoted) },
    })
    expect(await node.posts.findPostByUri(String(note['id']))).toBeUndefined()
  })

  it('is taken out of a quote: the stamp is gone, the other server hears it, and no request brings it back', async () => {
    const quoted = await publish()
    const { quoting, note } = await ask(quoted)
    const stamp = String(heard(bob, 'Accept').at(-1)?.['result'])
    await node.quotes.revokeQuote(alice.id, quoted.id, (quoting as Post).id)
    await untilQuiet(node)
    expect((await get(stamp)).status).toBe(404)
    expect(heard(bob, 'Delete').at(-1)).toMatchObject({ object: { id: stamp, type: 'QuoteAuthorization' } })
    expect(await counted(quoted)).toBe(0)
    await send(bob, { type: 'QuoteRequest', object: uriOf(quoted), instrument: note })
    expect(await quoteOf(quoting as Post)).toMatchObject({ state: 'revoked' })
  })
})

describe('a post of another server that is quoted here', () => {
  const open = { interactionPolicy: { canQuote: { automaticApproval: [everybody] } } }

  it('is quoted only where its author lets people', async () => {
    const standing = async (more: Members) => {
      const post = await receive(bob, more)
      return (await node.quotes.findStandings(alice.id, [post])).get(post.id)
    }
    const policy = (canQuote: Members) => ({ interactionPolicy: { canQuote } })
    expect(await standing({})).toBe('denied')
    expect(await standing(open)).toBe('automatic')
    expect(await standing(policy({ automaticApproval: bob.uri }))).toBe('denied')
    expect(await standing(policy({ automaticApproval: [bob.uri], manualApproval: [everybody] }))).toBe(
      'manual',
    )
    expect(await standing(policy({ automaticApproval: [`${peer.origin}/circles/1`] }))).toBe('unknown')
    expect(await standing(policy({ automaticApproval: [`${bob.uri}/followers`] }))).toBe('denied')
  })

  async function quoteBob() {
    const quoted = await receive(bob, open)
    const quoting = await publish({ quotedId: quoted.id })
    const asked = heard(bob, 'QuoteRequest').at(-1)
    return { quoted, quoting, requestId: String(asked?.['id']), asked }
  }
  const answer = (actor: PeerActor, type: string, requestId: string, more: Members = {}) =>
    send(actor, { type, object: { type: 'QuoteRequest', id: requestId }, ...more })

  it('asks its author with the post itself, and shows the quote after a yes', async () => {
    const { quoted, quoting, requestId, asked } = await quoteBob()
    expect(asked).toMatchObject({
      actor: `${node.origin}/users/alice`,
      object: quoted.uri,
      instrument: { id: uriOf(quoting), type: 'Note', quote: quoted.uri, _misskey_quote: quoted.uri },
    })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'pending' })
    const stamp = newUri('stamps')
    await answer(eve, 'Accept', requestId, { result: stamp })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'pending' })
    await answer(bob, 'Accept', requestId, { result: 'https://elsewhere.example/stamps/1' })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'pending' })
    await answer(bob, 'Accept', requestId, { result: stamp })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'accepted', approvalUri: stamp })
    expect(await counted(quoted)).toBe(1)
    expect((await get(uriOf(quoting))).json).toMatchObject({ quote: quoted.uri, quoteAuthorization: stamp })
  })

  it('tells followers elsewhere of the authorization, and not of an edit', async () => {
    const follower = peer.createActor(`follower${++count}`)
    await send(follower, { type: 'Follow', object: `${node.origin}/users/alice` })
    const { quoting, requestId } = await quoteBob()
    const stamp = newUri('stamps')
    await answer(bob, 'Accept', requestId, { result: stamp })
    const [update] = peer.arrived
      .filter((one) => one.method === 'POST')
      .map((one) => JSON.parse(one.body) as Members)
      .filter((activity) => activity['type'] === 'Update')
      .slice(-1)
    expect(update).toMatchObject({ object: { id: uriOf(quoting), quoteAuthorization: stamp } })
    expect(update?.['object']).not.toHaveProperty('updated')
  })

  it('is not shown after a no, nor after its author has changed the mind', async () => {
    const refused = await quoteBob()
    await answer(bob, 'Reject', refused.requestId)
    expect(await quoteOf(refused.quoting)).toMatchObject({ state: 'rejected' })
    const { json } = await get(uriOf(refused.quoting))
    expect([json['quote'], json['_misskey_quote']]).toEqual([undefined, undefined])
    const { quoted, quoting, requestId } = await quoteBob()
    const stamp = newUri('stamps')
    await answer(bob, 'Accept', requestId, { result: stamp })
    await send(eve, { type: 'Delete', object: stamp })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'accepted' })
    await send(bob, { type: 'Delete', object: { type: 'QuoteAuthorization', id: stamp } })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'revoked' })
    expect(await counted(quoted)).toBe(0)
    await answer(bob, 'Accept', requestId, { result: stamp })
    expect(await quoteOf(quoting)).toMatchObject({ state: 'revoked' })
  })

  it('is not shown when its authorization is found to be gone', async () => {
    const { quoted, quoting, requestId } = await quoteBob()
    const stamp = newUri('stamps')
    const document = {
      id: stamp,
      type: 'QuoteAuthorization',
      attributedTo: bob.uri,
      interactingObject: uriOf(quoting),
      interactionTarget: quoted.uri,
    }
    peer.serve(new URL(stamp).pathname, document)
    await answer(bob, 'Accept', requestId, { result: stamp })
    await lookAgain()
    expect(await quoteOf(quoting)).toMatchObject({ state: 'accepted' })
    peer.serve(new URL(stamp).pathname, { status: 410, body: {} })
    await lookAgain()
    expect(await quoteOf(quoting)).toMatchObject({ state: 'revoked' })
  })
})

/** Days later. */
async function lookAgain(): Promise<void> {
  node.clock.advance(4 * 24 * 3_600_000)
  await node.federation.recheckQuotes()
  await untilQuiet(node)
}

describe('posts of other servers that quote each other', () => {
  /** Eve's quote of a post of Bob's, with the stamp that is said to be for it. */
  async function quoteWith(changes: Members = {}, more: Members = {}) {
    const quoted = write(bob)
    const stampUri = newUri('stamps')
    const quotingUri = newUri()
    const stamp = {
      id: stampUri,
      type: 'QuoteAuthorization',
      attributedTo: bob.uri,
      interactingObject: quotingUri,
      interactionTarget: quoted['id'],
      ...changes,
    }
    peer.serve(new URL(stampUri).pathname, stamp)
    const note = peer.note(eve, quotingUri, { quote: quoted['id'], quoteAuthorization: stampUri, ...more })
    peer.serve(new URL(quotingUri).pathname, note)
    await send(eve, { type: 'Create', object: note })
    const post = await node.posts.findPostByUri(quotingUri)
    if (!post) throw new Error('The post did not arrive.')
    return { post, quoted: await node.posts.findPostByUri(String(quoted['id'])), note, stampUri }
  }

  it('are fetched with what they quote, and shown when the authorization says so at its own address', async () => {
    const { post, quoted } = await quoteWith()
    expect(quoted).toBeDefined()
    expect(await quoteOf(post)).toMatchObject({ state: 'accepted', quotedId: quoted?.id })
  })

  it.each([
    ['for another post', { interactingObject: 'https://elsewhere.example/1' }],
    ['of another post', { interactionTarget: 'https://elsewhere.example/1' }],
    ['by somebody else', { attributedTo: 'https://elsewhere.example/users/bob' }],
    ['that is something else', { type: 'Note' }],
  ])('are not shown by an authorization %s', async (_what, changes) => {
    expect(await quoteOf((await quoteWith(changes)).post)).toMatchObject({ state: 'rejected' })
  })

  it('are not shown by an authorization that another host gives, or without one', async () => {
    const foreign = await quoteWith({}, { quoteAuthorization: 'https://elsewhere.example/stamps/1' })
    expect(await quoteOf(foreign.post)).toMatchObject({ state: 'pending' })
    const none = await quoteWith({}, { quoteAuthorization: undefined })
    expect(await quoteOf(none.post)).toMatchObject({ state: 'pending' })
  })

  it('are shown where the author quotes the own post', async () => {
    const own = write(bob)
    expect(await quoteOf(await receive(bob, { quote: own['id'] }))).toMatchObject({ state: 'accepted' })
  })

  it('learn of an authorization by an Update that edits nothing, and of its end', async () => {
    const { post, note, stampUri } = await quoteWith({}, { quoteAuthorization: undefined })
    await send(eve, { type: 'Update', object: { ...note, quoteAuthorization: stampUri } })
    expect(await quoteOf(post)).toMatchObject({ state: 'accepted' })
    expect((await node.posts.findPost(post.id))?.editedAt).toBeNull()
    await send(bob, { type: 'Delete', object: stampUri })
    expect(await quoteOf(post)).toMatchObject({ state: 'revoked' })
  })

  it('quote nothing after an edit that takes the quote away', async () => {
    const { post, quoted, note } = await quoteWith()
    const updated = new Date(node.clock.now() + 1000).toISOString()
    await send(eve, { type: 'Update', object: { ...note, quote: undefined, updated } })
    expect(await quoteOf(post)).toBeUndefined()
    expect(await counted(quoted as Post)).toBe(0)
  })

  it('of the manner of Misskey are known, and not shown', async () => {
    const quoted = write(bob)
    const content = `<p>Look<span class="quote-inline"><br><br>RE: <a href="${String(quoted['id'])}">it</a></span></p>`
    const post = await receive(eve, { content, _misskey_quote: quoted['id'], quoteUrl: quoted['id'] })
    expect(await quoteOf(post)).toMatchObject({ state: 'pending', legacy: true })
    expect(post.content).toContain('<span class="quote-inline">')
  })

  it('end somewhere, even in a circle', async () => {
    const [one, two] = [newUri(), newUri()]
    const first = peer.note(bob, one, { quote: two })
    peer.serve(new URL(one).pathname, first)
    peer.serve(new URL(two).pathname, peer.note(eve, two, { quote: one }))
    await send(bob, { type: 'Create', object: first })
    expect(await node.posts.findPostByUri(one)).toBeDefined()
    expect(await node.posts.findPostByUri(two)).toBeDefined()
  })

  it('are looked at again after days: one whose authorization is gone is not shown, one whose server is silent is', async () => {
    const [kept, gone, silent] = [await quoteWith(), await quoteWith(), await quoteWith()]
    peer.serve(new URL(gone.stampUri).pathname, { status: 410, body: {} })
    peer.serve(new URL(silent.stampUri).pathname, { status: 503, body: {} })
    await lookAgain()
    expect(await quoteOf(kept.post)).toMatchObject({ state: 'accepted' })
    expect(await quoteOf(silent.post)).toMatchObject({ state: 'accepted' })
    expect(await quoteOf(gone.post)).toMatchObject({ state: 'revoked' })
    expect(await counted(gone.quoted as Post)).toBe(0)
  })
})
