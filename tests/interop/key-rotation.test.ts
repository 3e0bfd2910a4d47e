import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'

let here: FederationNode
let there: FederationNode
let alice: Account
let bob: Account

beforeAll(async () => {
  ;[here, there] = await Promise.all([startFederationNode(), startFederationNode()])
  alice = await here.createPerson('alice')
  bob = await there.createPerson('bob')
  const remoteAlice = await there.find(`alice@${here.host}`)
  await there.relationships.requestFollow({ followerId: bob.id, followedId: remoteAlice.id })
  await untilQuiet(here, there)
})

afterAll(async () => {
  await Promise.all([here?.[Symbol.asyncDispose](), there?.[Symbol.asyncDispose]()])
})

const uriOf = (id: string) => `${here.origin}/posts/${id}`

async function read(path: string) {
  const answer = await fetch(`${here.origin}${path}`, { headers: { accept: 'application/activity+json' } })
  return (await answer.json()) as {
    publicKey: { id: string; publicKeyPem: string }
    authentication?: { id: string }[]
  }
}

it('signs with the new key at once, and is believed', async () => {
  const before = await read('/users/alice')
  const keyId = await here.accounts.rotateKey(alice)
  const post = await here.publish(alice, 'Signed with another key')
  await untilQuiet(here, there)
  expect(await there.posts.findPostByUri(uriOf(post.id))).toBeDefined()
  const after = await read('/users/alice')
  expect(after.publicKey.id).toBe(keyId)
  expect(after.publicKey.publicKeyPem).not.toBe(before.publicKey.publicKeyPem)
  expect(after.authentication).toMatchObject([{ id: before.publicKey.id }])
})

it('tells followers of it, who know both keys then', async () => {
  const remote = await there.find(`alice@${here.host}`)
  const rows = await there.db.sql`select key_id from account_keys where account_id = ${remote.id}`
  const { publicKey, authentication } = await read('/users/alice')
  expect(new Set(rows.map((row) => String(row['keyId'])))).toEqual(
    new Set([publicKey.id, authentication?.[0]?.id, `${here.origin}/users/alice#ed25519-key`]),
  )
})

it('is believed by a server that missed the news', async () => {
  await there.stopWorkers()
  // An actor's document is asked for again once a minute at most.
  there.clock.advance(2 * 60 * 1000)
  await here.accounts.rotateKey(alice)
  const post = await here.publish(alice, 'Twice')
  await untilQuiet(here)
  there.startWorkers()
  await untilQuiet(here, there)
  expect(await there.posts.findPostByUri(uriOf(post.id))).toBeDefined()
})

it('rotates the key of the server itself, by which fetches are signed', async () => {
  const actor = await here.federation.ensureInstanceActor()
  const keyId = await here.accounts.rotateKey(actor)
  await untilQuiet(here, there)
  const { publicKey, authentication } = await read('/actor')
  expect(publicKey.id).toBe(`${here.origin}/actor${new URL(keyId).hash}`)
  expect(authentication).toMatchObject([{ id: `${here.origin}/actor#main-key` }])
  // Read by a signed fetch alone.
  const secret = await there.publish(bob, 'Among us', { visibility: 'followers' })
  expect(secret.visibility).toBe('followers')
  await using closed = await startFederationNode({ secureMode: true })
  await closed.createPerson('carol')
  expect((await here.find(`carol@${closed.host}`)).username).toBe('carol')
})

it('forgets a key that was replaced a week ago', async () => {
  here.clock.advance(8 * 24 * 3600 * 1000)
  expect(await here.accounts.pruneKeys()).toBe(3)
  expect((await read('/users/alice')).authentication).toBeUndefined()
})
