import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Account, isValidUsername } from '#domain/accounts/index.ts'
import type { Place } from '#domain/places/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

let node: FederationNode
let peer: RemotePeer
let alice: Account
let carol: PeerActor
let cafe: Place

beforeAll(async () => {
  ;[node, peer] = await Promise.all([startFederationNode(), startRemotePeer()])
  alice = await node.createPerson('alice')
  carol = peer.createActor('carol')
  cafe = await venue('Café', { category: 'amenity=cafe' })
})

afterAll(async () => {
  await Promise.all([node, peer].map((one) => one?.[Symbol.asyncDispose]()))
})

async function venue(name: string, more: { category?: string; private?: boolean }): Promise<Place> {
  const at = { latitude: 48.854149, longitude: 2.332646 }
  const made = await node.places.createVenue({
    name,
    ...at,
    createdBy: alice.id,
    force: true,
    ...more,
  })
  if (!made.ok) throw new Error('The venue was refused.')
  return made.place
}

async function checkIn(
  visibility: 'public' | 'unlisted' | 'followers',
  precision: 'venue' | 'cell' | 'city',
) {
  const wanted = { authorId: alice.id, placeId: cafe.id, visibility, precision }
  const prepared = await node.checkins.prepareCheckin(wanted)
  if (!prepared.ok) throw new Error(prepared.because)
  const outcome = await node.posts.publishPost(
    { authorId: alice.id, text: 'Here', visibility },
    prepared.addition,
  )
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(node)
  return `${node.origin}/posts/${outcome.post.id}`
}

async function webFinger(name: string) {
  const resource = encodeURIComponent(`acct:${name}@${node.host}`)
  const answer = await request(`${node.origin}/.well-known/webfinger?resource=${resource}`)
  return {
    status: answer.statusCode,
    json: (await answer.body.json()) as { links?: { rel: string; href: string }[] },
  }
}

async function follow(name: string): Promise<string> {
  const uri = `${node.origin}/users/${name}`
  const activity = { id: `${carol.uri}/follows/${name}`, type: 'Follow', actor: carol.uri, object: uri }
  expect(await peer.post(carol, `${node.origin}/inbox`, activity)).toBe(202)
  await untilQuiet(node)
  return uri
}

function announced(by: string): unknown[] {
  return peer
    .activitiesAt('/users/carol/inbox')
    .filter((activity) => activity['type'] === 'Announce' && activity['actor'] === by)
    .map((activity) => activity['object'])
}

it('a place is found by WebFinger and is an actor with a key, without being kept', async () => {
  const name = `place_${cafe.id}`
  const { status, json } = await webFinger(name)
  const self = json.links?.find((link) => link.rel === 'self')?.href ?? ''
  expect([status, self]).toEqual([200, `${node.origin}/users/${name}`])
  const actor = await peer.get(carol, self)
  expect(actor.json).toMatchObject({
    id: self,
    type: 'Service',
    name: 'Café',
    publicKey: { id: `${self}#main-key`, owner: self, publicKeyPem: expect.stringContaining('PUBLIC KEY') },
  })
  for (const collection of ['outbox', 'followers', 'collections/featured'])
    expect((await peer.get(carol, `${self}/${collection}`)).status).toBe(200)
  expect(await node.accounts.findByHandle(name, null)).toBeUndefined()
})

it('a private or sensitive place, a cell that is none, and nonsense are nobody', async () => {
  const home = await venue('Home', { private: true })
  const swings = await venue('Swings', { category: 'leisure=playground' })
  for (const name of [
    `place_${home.id}`,
    `place_${swings.id}`,
    'place_1',
    'place_x',
    'area_87ffffffffffff0',
    'area_1',
  ])
    expect([name, (await webFinger(name)).status]).toEqual([name, 404])
})

it('a place announces its public check-ins to those who follow it, and no others', async () => {
  const actor = await follow(`place_${cafe.id}`)
  expect(peer.activitiesAt('/users/carol/inbox')).toMatchObject([{ type: 'Accept', actor }])
  const shown = await checkIn('public', 'venue')
  await checkIn('unlisted', 'venue')
  await checkIn('followers', 'venue')
  await checkIn('public', 'cell')
  expect(announced(actor)).toEqual([shown])
})

it('a neighbourhood announces what is told that exactly', async () => {
  const actor = await follow(node.checkins.areaName(cafe))
  const exact = await checkIn('public', 'venue')
  const near = await checkIn('public', 'cell')
  await checkIn('public', 'city')
  expect(announced(actor)).toEqual([exact, near])
})

it('R15: nobody is told who follows a neighbourhood, who mostly live there', async () => {
  const name = node.checkins.areaName(cafe)
  await node.checkins.ensurePlaceAccount(name)
  const area = await node.accounts.findByHandle(name, null)
  if (!area) throw new Error('The neighbourhood has no account.')
  const dora = await node.createPerson('dora')
  await node.relationships.requestFollow({ followerId: dora.id, followedId: area.id })
  await node.relationships.requestFollow({ followerId: alice.id, followedId: dora.id })
  const read = async (path: string) => JSON.stringify((await peer.get(carol, node.origin + path)).json)
  expect(await read(`/users/${name}/followers?page=true`)).not.toContain('dora')
  expect(await read('/users/dora/following?page=true')).not.toContain('area_')
  expect((await node.relationships.findFamiliar(alice.id, [area.id])).get(area.id)).toBeUndefined()
  const suggested = await node.relationships.suggestAccounts(alice.id, 20)
  expect(suggested.map((one) => one.accountId)).not.toContain(area.id)
})

it('a person follows a place here, too, and nobody else may take such a name', async () => {
  const account = await node.checkins.ensurePlaceAccount(`place_${cafe.id}`)
  if (!account) throw new Error('The place has no account.')
  const bob = await node.createPerson('bob')
  const follow = await node.relationships.requestFollow({ followerId: bob.id, followedId: account.id })
  expect(follow.kind).toBe('accepted')
  // What the place has boosted before comes into the home behind the answer.
  await untilQuiet(node)
  const homeOf = async () => (await node.timelines.listHome(bob.id, { limit: 20 })).ids.length
  const before = await homeOf()
  await checkIn('public', 'venue')
  expect(await homeOf()).toBe(before + 1)
  expect(isValidUsername('place_1')).toBe(false)
})
