import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let elsewhere: FederationNode
/** The host of the domain that handles are at: it only points to the server. */
let domain: RemotePeer
let carol: PeerActor

beforeAll(async () => {
  domain = await startRemotePeer()
  ;[node, elsewhere] = await Promise.all([
    startFederationNode({ handleDomain: domain.host }),
    startFederationNode(),
  ])
  carol = domain.createActor('carol')
  await node.createPerson('alice')
  const query = `?resource=${encodeURIComponent(`acct:alice@${domain.host}`)}`
  const location = `${node.origin}/.well-known/webfinger${query}`
  domain.serve(`/.well-known/webfinger${query}`, { status: 302, headers: { location }, body: '' })
})
afterAll(() => Promise.all([node, elsewhere, domain].map((one) => one?.[Symbol.asyncDispose]())))

async function subjectOf(handle: string): Promise<unknown> {
  const resource = encodeURIComponent(`acct:${handle}`)
  const answer = await request(`${node.origin}/.well-known/webfinger?resource=${resource}`)
  const json = (await answer.body.json()) as { subject?: string }
  return answer.statusCode === 200 ? json.subject : answer.statusCode
}

it('a person is found under both, and named by the domain of handles', async () => {
  expect(await subjectOf(`alice@${domain.host}`)).toBe(`acct:alice@${domain.host}`)
  expect(await subjectOf(`alice@${node.host}`)).toBe(`acct:alice@${domain.host}`)
  expect(await subjectOf('alice@other.example')).toBe(404)
})

it('another server knows the person by that domain, whichever it asks', async () => {
  const found = await elsewhere.find(`alice@${domain.host}`)
  expect(found).toMatchObject({ domain: domain.host, uri: `${node.origin}/users/alice` })
  expect((await elsewhere.find(`alice@${node.host}`)).id).toBe(found.id)
})

it('R8: nobody of that domain’s host can pass for somebody here', async () => {
  expect(await node.federation.resolveHandle({ username: 'carol', domain: domain.host })).toBeUndefined()
  const note = domain.note(carol, `${domain.origin}/1`)
  const create = { id: `${domain.origin}/1#c`, type: 'Create', actor: carol.uri, object: note }
  await domain.post(carol, `${node.origin}/inbox`, create)
  await untilQuiet(node)
  expect(await node.posts.findPostByUri(`${domain.origin}/1`)).toBeUndefined()
})

it('mentions of people here carry that domain, and are understood when written so', async () => {
  const alice = await node.accounts.findByHandle('alice', null)
  if (!alice) throw new Error('Alice is missing.')
  const post = await node.publish(alice, `Note to self: @alice@${domain.host}`)
  const answer = await request(`${node.origin}/posts/${post.id}`, {
    headers: { accept: 'application/activity+json' },
  })
  const { tag } = (await answer.body.json()) as { tag: unknown }
  expect(tag).toMatchObject([{ href: `${node.origin}/users/alice`, name: `@alice@${domain.host}` }])
})
