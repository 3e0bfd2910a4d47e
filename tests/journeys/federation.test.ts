import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Heard, openSocket } from '#kit/stream-reader.ts'

let here: TestServer
let there: TestServer
let alice: Person
let bob: Person
/** bob as alice's server knows him, and the other way round. */
let bobHere: { id: string }
let aliceThere: { id: string }

const hostOf = (server: TestServer) => new URL(server.origin).host

async function find(person: Person, handle: string): Promise<{ id: string }> {
  const { body } = await person.get(
    `/api/v2/search?resolve=true&type=accounts&q=${encodeURIComponent(handle)}`,
  )
  const account = body.accounts.find((candidate: { acct: string }) => candidate.acct === handle)
  if (!account) throw new Error(`${handle} was not found.`)
  return account
}

async function homeOf(person: Person, text: string) {
  return eventually(async () => {
    const { body } = await person.get('/api/v1/timelines/home')
    return body.find((status: { content: string }) => status.content.includes(text))
  }, text)
}

beforeAll(async () => {
  ;[here, there] = await Promise.all([startServer(), startServer()])
  alice = await createPerson(here, 'alice')
  bob = await createPerson(there, 'bob')
  bobHere = await find(alice, `bob@${hostOf(there)}`)
  aliceThere = await find(bob, `alice@${hostOf(here)}`)
  await alice.post(`/api/v1/accounts/${bobHere.id}/follow`)
  await bob.post(`/api/v1/accounts/${aliceThere.id}/follow`)
  await eventually(async () => {
    const { body } = await alice.get(`/api/v1/accounts/relationships?id[]=${bobHere.id}`)
    return body[0].following && body[0].followed_by
  }, 'both follows')
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
})

it('brings a post to a follower on another server, and the answer back', async () => {
  await alice.post('/api/v1/statuses', { status: 'Good morning from the first server' })
  const arrived = await homeOf(bob, 'Good morning')
  expect(arrived.account.acct).toBe(`alice@${hostOf(here)}`)
  await bob.post('/api/v1/statuses', {
    status: `@alice@${hostOf(here)} And a good evening back`,
    in_reply_to_id: arrived.id,
  })
  const mention = await eventually(async () => {
    const { body } = await alice.get('/api/v1/notifications?types[]=mention')
    return body.find((one: { status: { content: string } }) => one.status.content.includes('good evening'))
  }, 'the reply')
  expect(mention.status.in_reply_to_account_id).toBe(alice.id)
})

it('counts likes and boosts from another server, and takes them back', async () => {
  const { body: post } = await alice.post('/api/v1/statuses', { status: 'Like and boost me' })
  const arrived = await homeOf(bob, 'Like and boost me')
  await bob.post(`/api/v1/statuses/${arrived.id}/favourite`)
  await bob.post(`/api/v1/statuses/${arrived.id}/reblog`)
  const counts = async () => (await alice.get(`/api/v1/statuses/${post.id}`)).body
  await eventually(async () => {
    const status = await counts()
    return status.favourites_count === 1 && status.reblogs_count === 1
  }, 'like and boost')
  await bob.post(`/api/v1/statuses/${arrived.id}/unfavourite`)
  await bob.post(`/api/v1/statuses/${arrived.id}/unreblog`)
  await eventually(async () => {
    const status = await counts()
    return status.favourites_count === 0 && status.reblogs_count === 0
  }, 'both taken back')
})

it('carries edits and deletes', async () => {
  const { body: post } = await alice.post('/api/v1/statuses', { status: 'First wording' })
  const arrived = await homeOf(bob, 'First wording')
  await alice.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'Second wording' })
  await eventually(async () => {
    const { body } = await bob.get(`/api/v1/statuses/${arrived.id}`)
    return body.content.includes('Second wording') && body.edited_at
  }, 'the edit')
  await alice.call('DELETE', `/api/v1/statuses/${post.id}`)
  await eventually(async () => (await bob.get(`/api/v1/statuses/${arrived.id}`)).status === 404, 'the delete')
})

it('shows a check-in with place and photo on another server, and never the position of the phone', async () => {
  const place = await alice.post('/api/cairn/v1/places', {
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
  })
  expect(place.status).toBe(200)
  const form = new FormData()
  const photo = await photoWithGps({ latitude: 48.85427, longitude: 2.33301 })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  form.set('description', 'A flat white on a zinc table')
  const media = await alice.call('POST', '/api/v2/media', form)
  expect(media.status).toBe(200)
  const checkin = await alice.post('/api/v1/statuses', {
    status: 'Flat white in the sun.',
    place_id: place.body.id,
    media_ids: [media.body.id],
    visibility: 'public',
    checkin: { latitude: 48.85431, longitude: 2.33297, accuracy: 12 },
  })
  expect(checkin.status).toBe(200)
  const arrived = await homeOf(bob, 'Flat white')
  expect(arrived.place).toMatchObject({ name: 'Café de Flore', precision: 'venue', latitude: 48.854149 })
  expect(arrived.content).toContain('Café de Flore')
  expect(arrived.media_attachments[0]).toMatchObject({
    type: 'image',
    description: 'A flat white on a zinc table',
  })
  const everything = `${here.log()}${there.log()}${JSON.stringify(arrived)}${JSON.stringify(checkin.body)}`
  for (const secret of ['48.85431', '2.33297', '48.85427', '2.33301'])
    expect(everything).not.toContain(secret)
})

it('tells open apps of both sides when a quote is agreed to', async () => {
  const quoted = (await bob.post('/api/v1/statuses', { status: 'To be quoted', visibility: 'public' })).body
  const seen = await homeOf(alice, 'To be quoted')
  await using own = await openSocket(here.origin, { query: `?access_token=${alice.token}&stream=user` })
  await using theirs = await openSocket(there.origin, { query: `?access_token=${bob.token}&stream=user` })
  const { body: quoting } = await alice.post('/api/v1/statuses', {
    status: 'Look at that',
    quoted_status_id: seen.id,
  })
  expect(quoting.quote.state).toBe('pending')
  const isUpdate = (heard: Heard) => heard.event === 'status.update' && heard.payload?.quote !== null
  expect((await own.until(isUpdate)).payload).toMatchObject({ id: quoting.id, quote: { state: 'accepted' } })
  const { payload } = await theirs.until(isUpdate)
  expect(payload).toMatchObject({ quote: { state: 'accepted', quoted_status: { id: quoted.id } } })
})

it('ends a follow on both sides', async () => {
  await bob.post(`/api/v1/accounts/${aliceThere.id}/unfollow`)
  await eventually(async () => {
    const { body } = await alice.get(`/api/v1/accounts/relationships?id[]=${bobHere.id}`)
    return !body[0].followed_by
  }, 'the end of the follow')
})
