import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '#domain/accounts/index.ts'
import type { Precision } from '#domain/checkins/index.ts'
import type { Place } from '#domain/places/index.ts'
import type { Post, Visibility } from '#domain/posts/index.ts'
import { type FederationNode, startFederationNode, untilQuiet } from '#kit/federation-node.ts'
import { type PeerActor, type RemotePeer, startRemotePeer } from '#kit/remote-peer.ts'

/** Bob's server asks for arrivals by its NodeInfo, Carol's does not; both follow Alice; Dave and Erin are nobody to her. */
let node: FederationNode
let asking: RemotePeer
let plain: RemotePeer
let alice: Account
let bob: PeerActor
let carol: PeerActor
let dave: PeerActor
let cafe: Place
let home: Place

const schema = 'http://nodeinfo.diaspora.software/ns/schema/2.0'
const venueTraces = /Flore|amenity=cafe|48\.854149|2\.332646/

beforeAll(async () => {
  ;[node, asking, plain] = await Promise.all([startFederationNode(), startRemotePeer(), startRemotePeer()])
  alice = await node.createPerson('alice')
  ;[bob, carol, dave] = [asking.createActor('bob'), plain.createActor('carol'), plain.createActor('dave')]
  for (const [peer, actor] of [
    [asking, bob],
    [plain, carol],
  ] as const) {
    const object = `${node.origin}/users/alice`
    const follow = { id: `${actor.uri}/follows/1`, type: 'Follow', actor: actor.uri, object }
    await peer.post(actor, `${node.origin}/inbox`, follow)
  }
  await node.find(`dave@${plain.host}`)
  await untilQuiet(node)
  await tellOfItself(plain, {})
  await tellOfItself(asking, { metadata: { accepts: ['Travel', 'Arrive'] } })
  cafe = await createPlace({ name: 'Café de Flore' })
  home = await createPlace({ name: 'Kitchen of Flore', private: true })
}, 60_000)

afterAll(async () => {
  await Promise.all([node, asking, plain].map((one) => one?.[Symbol.asyncDispose]()))
})

/** What a peer's NodeInfo says from now on, as this server learns it a week later. */
async function tellOfItself(peer: RemotePeer, more: object): Promise<void> {
  peer.serve('/.well-known/nodeinfo', { links: [{ rel: schema, href: `${peer.origin}/nodeinfo/2.0` }] })
  peer.serve('/nodeinfo/2.0', { version: '2.0', software: { name: 'maps', version: '1' }, ...more })
  await node.db.sql`update peers set node_info_at = null where host = ${peer.host}`
  await node.federation.refreshPeers()
  await untilQuiet(node)
}

async function createPlace(more: { name: string; private?: boolean }): Promise<Place> {
  const at = { latitude: 48.854149, longitude: 2.332646, category: 'amenity=cafe', createdBy: alice.id }
  const made = await node.places.createVenue({ ...at, ...more, force: true })
  if (!made.ok) throw new Error('The venue was refused.')
  return made.place
}

interface Told {
  readonly visibility?: Visibility
  readonly precision?: Precision
  readonly friendsPrecision?: Precision
  readonly text?: string
}

async function checkIn(place: Place, told: Told = {}): Promise<Post> {
  const { visibility = 'public', precision = 'venue', friendsPrecision, text = 'Flat white.' } = told
  const draft = { authorId: alice.id, placeId: place.id, visibility, precision, friendsPrecision }
  const prepared = await node.checkins.prepareCheckin(draft)
  if (!prepared.ok) throw new Error(prepared.because)
  const outcome = await node.posts.publishPost({ authorId: alice.id, text, visibility }, prepared.addition)
  if (!outcome.ok) throw new Error(outcome.because)
  await untilQuiet(node)
  return outcome.post
}

const noteId = (post: Post) => `${node.origin}/posts/${post.id}`
const arrivalId = (post: Post) => `${node.origin}/arrivals/${post.id}`

/** What one server got about a post, in the order in which it came. */
function got(peer: RemotePeer, post: Post): Record<string, unknown>[] {
  const ids = [noteId(post), arrivalId(post)]
  return peer.arrived
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
    .filter((activity) => {
      const object = activity['object'] as { id?: string } | undefined
      return ids.includes(activity['id'] as string) || (object?.id !== undefined && ids.includes(object.id))
    })
}

const typesOf = (activities: Record<string, unknown>[]) => activities.map((activity) => activity['type'])
const objectOf = (activity: Record<string, unknown> | undefined) =>
  activity?.['object'] as Record<string, unknown>

/** The status and body of an unsigned request. */
async function unsigned(url: string) {
  const answer = await request(url, { headers: { accept: 'application/activity+json' } })
  return { status: answer.statusCode, cache: answer.headers['cache-control'], text: await answer.body.text() }
}

describe('an arrival', () => {
  it('goes beside the Create to a server that asks for it, and to no other', async () => {
    const post = await checkIn(cafe)
    const [create, arrive, ...rest] = got(asking, post)
    expect(rest).toEqual([])
    expect(create).toMatchObject({ type: 'Create', object: { arrival: arrivalId(post) } })
    expect(arrive).toMatchObject({
      id: arrivalId(post),
      type: 'Arrive',
      actor: `${node.origin}/users/alice`,
      result: noteId(post),
      to: objectOf(create)['to'],
      cc: objectOf(create)['cc'],
    })
    expect(arrive?.['location']).toEqual(objectOf(create)['location'])
    expect(JSON.stringify(arrive)).toMatch(venueTraces)
    expect(JSON.stringify(arrive)).not.toContain('Flat white')
    expect(typesOf(got(plain, post))).toEqual(['Create'])
  })

  it.each(['cell', 'city', 'country'] as const)(
    'tells no more than the Note where strangers see the %s and friends the venue',
    async (precision) => {
      const post = await checkIn(cafe, { precision, friendsPrecision: 'venue' })
      const [create, arrive] = got(asking, post)
      expect(arrive?.['location']).toEqual(objectOf(create)['location'])
      expect(arrive?.['location']).toMatchObject({ type: 'Place' })
      const served = await asking.get(bob, arrivalId(post))
      const note = await asking.get(bob, noteId(post))
      expect(served.json['location']).toEqual(note.json['location'])
      expect(JSON.stringify([arrive, served.json])).not.toMatch(venueTraces)
    },
  )

  it('is no part of what was not said to be at a place', async () => {
    const post = await node.publish(alice, 'At my desk')
    await untilQuiet(node)
    const sent = got(asking, post)
    expect(typesOf(sent)).toEqual(['Create'])
    expect(objectOf(sent[0])['arrival']).toBeUndefined()
    expect((await asking.get(bob, arrivalId(post))).status).toBe(404)
  })

  it('tells a check-in at a private place from no other', async () => {
    const post = await checkIn(home, { visibility: 'followers' })
    const [create, arrive, ...rest] = got(asking, post)
    expect([typesOf([create ?? {}, arrive ?? {}]), rest]).toEqual([['Create', 'Arrive'], []])
    expect(arrive?.['location']).toEqual(objectOf(create)['location'])
    expect(JSON.stringify([create, arrive])).not.toMatch(/Kitchen|48\.854149|2\.332646/)
  })

  it('goes to no relay, even at a server that asks', async () => {
    const relay = asking.createActor('relay', {
      type: 'Application',
      inbox: `${asking.origin}/relay/inbox`,
    })
    await node.federation.relaying.add(`${asking.origin}/relay/inbox`, null)
    await untilQuiet(node)
    const [follow] = asking.activitiesAt('/relay/inbox')
    await asking.post(relay, `${node.origin}/inbox`, {
      id: `${relay.uri}#accept`,
      type: 'Accept',
      actor: relay.uri,
      object: follow?.['id'],
    })
    await untilQuiet(node)
    const post = await checkIn(cafe)
    await node.posts.deletePost(post.id, alice.id)
    await untilQuiet(node)
    const heard = asking.activitiesAt('/relay/inbox')
    expect(typesOf(heard)).toEqual(['Follow', 'Create', 'Delete'])
    expect(objectOf(heard[2])['id']).toBe(noteId(post))
    await node.federation.relaying.remove(`${asking.origin}/relay/inbox`, null)
    await untilQuiet(node)
  })
})

describe('the document of an arrival', () => {
  it('is given to signed requests alone, whether it is there or not', async () => {
    const post = await checkIn(cafe)
    for (const url of [arrivalId(post), `${node.origin}/arrivals/1`, `${node.origin}/arrivals/x`]) {
      const answer = await unsigned(url)
      expect([url, answer.status, answer.cache]).toEqual([url, 401, 'private, no-store'])
      expect(answer.text).not.toMatch(venueTraces)
    }
    const { status, json } = await plain.get(dave, arrivalId(post))
    expect([status, json['type'], json['result']]).toEqual([200, 'Arrive', noteId(post)])
    expect((await plain.get(dave, `${node.origin}/arrivals/1`)).status).toBe(404)
    expect((await plain.get(dave, `${node.origin}/arrivals/x`)).status).toBe(404)
  })

  it('is that of the Note for whoever may see it, and 404 for all others', async () => {
    const post = await checkIn(cafe, { visibility: 'followers' })
    const note = await plain.get(carol, noteId(post))
    const arrival = await plain.get(carol, arrivalId(post))
    expect([note.status, arrival.status]).toEqual([200, 200])
    expect(note.json['arrival']).toBe(arrival.json['id'])
    expect(arrival.json['location']).toEqual(note.json['location'])
    for (const id of [noteId(post), arrivalId(post)]) expect((await plain.get(dave, id)).status).toBe(404)
    const unknown = plain.createActor('nobody-here')
    expect((await plain.get(unknown, arrivalId(post))).status).toBe(404)
  })

  it('is not given to whom the author blocked, though the Note is public', async () => {
    const post = await checkIn(cafe)
    const erin = plain.createActor('erin')
    const { id: blockedId } = await node.find(`erin@${plain.host}`)
    expect((await plain.get(erin, arrivalId(post))).status).toBe(200)
    await node.relationships.blockAccount({ blockerId: alice.id, blockedId })
    expect((await plain.get(erin, arrivalId(post))).status).toBe(404)
  })
})

describe('the end of an arrival', () => {
  it('comes with that of the Note, and leaves a Tombstone', async () => {
    const post = await checkIn(cafe)
    await node.posts.deletePost(post.id, alice.id)
    await untilQuiet(node)
    const ends = got(asking, post).slice(2)
    expect(typesOf(ends)).toEqual(['Delete', 'Delete'])
    expect(new Set(ends.map((end) => objectOf(end)['id']))).toEqual(new Set([noteId(post), arrivalId(post)]))
    expect(typesOf(got(plain, post))).toEqual(['Create', 'Delete'])
    const gone = await plain.get(dave, arrivalId(post))
    expect(gone).toMatchObject({ status: 410, json: { id: arrivalId(post), type: 'Tombstone' } })
    expect((await unsigned(arrivalId(post))).status).toBe(401)
  })

  it('is not told of posts that were at no place', async () => {
    const post = await node.publish(alice, 'At my desk')
    await node.posts.deletePost(post.id, alice.id)
    await untilQuiet(node)
    expect(typesOf(got(asking, post))).toEqual(['Create', 'Delete'])
  })

  it('says of a check-in for followers no more than that nothing is there', async () => {
    const post = await checkIn(cafe, { visibility: 'followers' })
    await node.posts.deletePost(post.id, alice.id)
    await untilQuiet(node)
    expect((await asking.get(bob, arrivalId(post))).status).toBe(404)
  })

  it('takes back what has not been delivered', async () => {
    asking.inboxStatus = 503
    const post = await checkIn(cafe)
    await node.posts.deletePost(post.id, alice.id)
    await untilQuiet(node)
    asking.inboxStatus = 202
    await node.federation.peers.retryPeer(asking.host)
    await untilQuiet(node)
    const told = typesOf(got(asking, post))
    expect(told.filter((type) => type === 'Delete').length).toBeGreaterThanOrEqual(2)
    expect(told).not.toContain('Arrive')
  })

  it('comes when the author hides the check-in', async () => {
    const post = await checkIn(cafe)
    expect(await node.checkins.hideHistory(alice.id)).toBeGreaterThan(0)
    await untilQuiet(node)
    expect(got(asking, post).map((one) => [one['type'], objectOf(one)?.['id']])).toContainEqual([
      'Delete',
      arrivalId(post),
    ])
    expect((await asking.get(bob, arrivalId(post))).status).toBe(404)
  })
})

it('is changed and ended also where a server that was sent it asks no more', async () => {
  const preferences = await node.checkins.findPreferences(alice.id)
  const fading = [{ afterDays: 2, precision: 'country' as const }]
  await node.checkins.updatePreferences(alice.id, { ...preferences, fading })
  const post = await checkIn(cafe)
  expect(typesOf(got(asking, post))).toEqual(['Create', 'Arrive'])
  await tellOfItself(asking, { metadata: [] })
  const later = await checkIn(cafe)
  expect(typesOf(got(asking, later))).toEqual(['Create'])
  node.clock.advance(3 * 86_400_000)
  expect(await node.checkins.fadeCheckins()).toBeGreaterThan(0)
  await untilQuiet(node)
  const told = got(asking, post)
  const updates = told.filter((activity) => activity['type'] === 'Update').map(objectOf)
  const note = updates.find((object) => object['type'] === 'Note')
  const arrival = updates.find((object) => object['type'] === 'Arrive')
  expect(updates).toHaveLength(2)
  expect(arrival?.['location']).toMatchObject({ precision: 'country' })
  expect([arrival?.['location'], arrival?.['updated']]).toEqual([note?.['location'], note?.['updated']])
  expect(JSON.stringify(arrival)).not.toMatch(venueTraces)
  expect(typesOf(got(plain, post))).toEqual(['Create', 'Update'])
  await node.posts.deletePost(post.id, alice.id)
  await untilQuiet(node)
  expect(typesOf(got(asking, post)).slice(4)).toEqual(['Delete', 'Delete'])
})
