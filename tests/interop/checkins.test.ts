import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Precision } from '#domain/checkins/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post, Visibility } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'

let here: FederationNode
let there: FederationNode
let alice: Account
let bob: Account
let cafe: Place

beforeAll(async () => {
  ;[here, there] = await Promise.all([startFederationNode(), startFederationNode()])
  alice = await here.createPerson('alice')
  bob = await there.createPerson('bob')
  const remoteBob = await here.find(`bob@${there.host}`)
  await here.relationships.requestFollow({ followerId: alice.id, followedId: remoteBob.id })
  const made = await there.places.createVenue({
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
    address: { street: '172 Boulevard Saint-Germain', locality: 'Paris', country: 'FR' },
    createdBy: bob.id,
  })
  if (!made.ok) throw new Error('The venue was refused.')
  cafe = made.place
  await untilQuiet(here, there)
})

afterAll(async () => {
  await Promise.all([here?.[Symbol.asyncDispose](), there?.[Symbol.asyncDispose]()])
})

async function checkIn(precision: Precision, visibility: Visibility = 'public'): Promise<Post> {
  const prepared = await there.checkins.prepareCheckin({
    authorId: bob.id,
    placeId: cafe.id,
    visibility,
    precision,
    position: { latitude: 48.8539876, longitude: 2.3331234, accuracyMetres: 20 },
  })
  if (!prepared.ok) throw new Error(prepared.because)
  const draft = { authorId: bob.id, text: 'Flat white.', visibility }
  const outcome = await there.posts.publishPost(draft, prepared.addition)
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(here, there)
  return outcome.post
}

async function arrived(post: Post): Promise<Post> {
  const found = await here.posts.findPostByUri(`${there.origin}/posts/${post.id}`)
  if (!found) throw new Error('The check-in did not arrive.')
  return found
}

it('arrives with its place, once in the text and once as data', async () => {
  const post = await arrived(await checkIn('venue'))
  const shownText = post.content + post.footer
  expect(shownText.match(/Café de Flore/g)).toHaveLength(1)
  const checkin = (await here.checkins.findByPosts([post.id])).get(post.id)
  expect(checkin?.shown).toMatchObject({
    precision: 'venue',
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
    country: 'FR',
    uri: `${there.origin}/places/${cafe.id}`,
  })
})

it('puts the post on the page of the same place here', async () => {
  const post = await arrived(await checkIn('venue'))
  const place = await here.places.findByUri(`${there.origin}/places/${cafe.id}`)
  expect(place).toMatchObject({ name: 'Café de Flore', source: 'activitypub' })
  expect(place && (await here.checkins.listByPlace(place.id, { limit: 10 }))).toContain(post.id)
})

it('serves the place itself as a document', async () => {
  const answer = await fetch(`${there.origin}/places/${cafe.id}`, {
    headers: { accept: 'application/activity+json' },
  })
  expect(await answer.json()).toMatchObject({
    id: `${there.origin}/places/${cafe.id}`,
    type: 'Place',
    latitude: 48.854149,
  })
})

it('tells nobody more than the precision chosen', async () => {
  const post = await checkIn('country')
  const answer = await fetch(`${there.origin}/posts/${post.id}`, {
    headers: { accept: 'application/activity+json' },
  })
  const text = await answer.text()
  for (const secret of ['Flore', '48.85', '2.33', 'Saint-Germain', cafe.id])
    expect(text).not.toContain(secret)
  expect(JSON.parse(text)).toMatchObject({
    location: { type: 'Place', name: 'France', precision: 'country' },
  })
})

it('never lets the position of the device out', async () => {
  await checkIn('venue')
  const bodies = await there.db.sql<{ body: string }[]>`select body from outbox_activities`
  expect(bodies.length).toBeGreaterThan(0)
  for (const { body } of bodies) expect(body).not.toMatch(/48\.8539|2\.3331/)
})

it('makes no public place of what only followers may know', async () => {
  const bar = await there.places.createVenue({
    name: 'Quiet Bar',
    latitude: 48.86,
    longitude: 2.35,
    createdBy: bob.id,
  })
  if (!bar.ok) throw new Error('The venue was refused.')
  cafe = bar.place
  const post = await arrived(await checkIn('venue', 'followers'))
  expect(post.visibility).toBe('followers')
  expect((await here.checkins.findByPosts([post.id])).get(post.id)?.shown.name).toBe('Quiet Bar')
  expect(await here.places.findByUri(`${there.origin}/places/${cafe.id}`)).toBeUndefined()
})
