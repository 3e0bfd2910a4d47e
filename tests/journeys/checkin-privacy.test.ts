import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'

const phone = { latitude: 48.8543127, longitude: 2.3329718, accuracy: 12 }
const here = { latitude: 48.8541, longitude: 2.3326 }

let server: TestServer
let db: Database
let alice: Person
let follower: Person
let stranger: Person
let flore: { id: string }
let townId: string

async function createPlace(person: Person, place: object): Promise<{ id: string }> {
  const { status, body } = await person.post('/api/cairn/v1/places', place)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}

beforeAll(async () => {
  server = await startServer()
  if (!server.databaseUrl) throw new Error('The server has no database of its own.')
  db = openDatabase(server.databaseUrl, { maxConnections: 2 })
  alice = await createPerson(server, 'alice', { open: false })
  follower = await createPerson(server, 'fred')
  stranger = await createPerson(server, 'stranger')
  const town = await createPlace(alice, { name: 'Paris', latitude: 48.85341, longitude: 2.3488 })
  townId = town.id
  await db.sql`
    update places set kind = 'town', population = 2138551, country = 'FR', category = 'place=city' where id = ${townId}
  `
  flore = await createPlace(alice, {
    name: 'Café de Flore',
    latitude: 48.854149,
    longitude: 2.332646,
    category: 'amenity=cafe',
  })
  await follower.post(`/api/v1/accounts/${alice.id}/follow`)
  await eventually(async () => (await alice.get('/api/v1/follow_requests')).body.length === 1, 'the request')
  await alice.post(`/api/v1/follow_requests/${follower.id}/authorize`)
})

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

const checkIn = async (more: object) => {
  const answer = await alice.post('/api/v1/statuses', { place_id: flore.id, checkin: phone, ...more })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

/** Everything of a post that somebody can get at, by every door that shows posts. */
async function allThat(person: Person | undefined, id: string): Promise<string> {
  const headers: Record<string, string> = person ? { authorization: `Bearer ${person.token}` } : {}
  const nearby = `latitude=${here.latitude}&longitude=${here.longitude}`
  const paths = [
    `/api/v1/statuses/${id}`,
    `/api/v1/accounts/${alice.id}/statuses`,
    '/api/v1/timelines/public',
    `/api/cairn/v1/timelines/nearby?${nearby}`,
    `/api/cairn/v1/places/${flore.id}/statuses`,
    `/api/cairn/v1/places/${townId}/statuses`,
    `/@alice/${id}`,
    '/@alice',
  ]
  const answers = await Promise.all(
    paths.map((path) => callApi(server.origin, { method: 'GET', path, headers })),
  )
  const document = await callApi(server.origin, {
    method: 'GET',
    path: `/posts/${id}`,
    headers: { accept: 'application/activity+json' },
  })
  return JSON.stringify([...answers, document].map(({ body }) => body))
}

describe('a check-in whose audience was not chosen', () => {
  it('goes to approved followers only', async () => {
    const post = await checkIn({ status: 'Default audience' })
    expect(post.visibility).toBe('private')
    expect((await follower.get(`/api/v1/statuses/${post.id}`)).body.place.name).toBe('Café de Flore')
    for (const person of [stranger, undefined]) {
      expect(await allThat(person, post.id)).not.toMatch(/Default audience/)
    }
  })
})

describe('the position of the phone', () => {
  it('stands in no answer, row or log line', async () => {
    const post = await checkIn({ status: 'Where am I', visibility: 'public' })
    await alice.post('/api/cairn/v1/places/nearby', { ...phone, q: 'flore' })
    await alice.get(`/api/cairn/v1/places/nearby?latitude=${phone.latitude}&longitude=${phone.longitude}`)
    const tables = await db.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'
    `
    const trace = /48\.85431|2\.33297/
    for (const { name } of tables) {
      const rows = await db.sql<{ row: string }[]>`select t::text as row from ${db.sql(name)} as t`
      for (const { row } of rows) expect(row).not.toMatch(trace)
    }
    expect(await allThat(alice, post.id)).not.toMatch(trace)
    expect(server.log()).not.toMatch(trace)
  })
})

describe('the precision ladder', () => {
  const venueTraces = /Flore|amenity=cafe|48\.854149|2\.332646/

  it.each([
    ['cell', 'Near Paris'],
    ['city', 'Paris'],
    ['country', 'France'],
  ])('shows strangers and followers no more than the %s', async (precision, name) => {
    const post = await checkIn({
      status: `Told by ${precision}`,
      visibility: 'public',
      checkin: { precision },
    })
    expect(post.place).toMatchObject({ name, precision })
    for (const person of [follower, stranger, undefined]) {
      const status = (
        await callApi(server.origin, {
          method: 'GET',
          path: `/api/v1/statuses/${post.id}`,
          headers: person ? { authorization: `Bearer ${person.token}` } : {},
        })
      ).body
      expect(JSON.stringify(status)).not.toMatch(venueTraces)
      expect(JSON.stringify(status)).not.toContain(flore.id)
    }
    const { body } = await callApi(server.origin, {
      method: 'GET',
      path: `/posts/${post.id}`,
      headers: { accept: 'application/activity+json' },
    })
    expect(body.location).toMatchObject({ type: 'Place', precision })
    expect(JSON.stringify(body)).not.toMatch(venueTraces)
    const listed = await stranger.get(`/api/cairn/v1/places/${flore.id}/statuses`)
    expect(JSON.stringify(listed.body)).not.toContain(post.id)
  })

  it('tells the author the venue all the same', async () => {
    const post = await checkIn({ visibility: 'public', checkin: { precision: 'city' } })
    expect(post.checkin.own_place_id ?? post.checkin.own_place?.id).toBe(flore.id)
  })

  it('refuses a precision that there is not', async () => {
    const { status } = await alice.post('/api/v1/statuses', {
      place_id: flore.id,
      checkin: { precision: 'exact' },
    })
    expect(status).toBe(422)
  })
})

describe('a check-in with layers', () => {
  /** The post alone, by every door that shows one post. */
  async function everythingOf(person: Person | undefined, id: string): Promise<string> {
    const headers: Record<string, string> = person ? { authorization: `Bearer ${person.token}` } : {}
    const read = (path: string, accept = 'application/json') =>
      callApi(server.origin, { method: 'GET', path, headers: { ...headers, accept } })
    const status = await read(`/api/v1/statuses/${id}`)
    const lists = await Promise.all(
      [
        `/api/v1/accounts/${alice.id}/statuses`,
        '/api/v1/timelines/public',
        `/api/cairn/v1/places/${flore.id}/statuses`,
      ].map(async (path) => (await read(path)).body.filter((post: { id: string }) => post.id === id)),
    )
    const documents = [
      await read(`/posts/${id}`, 'application/activity+json'),
      await read(`/@alice/${id}`, 'text/html'),
    ]
    return JSON.stringify([status.body, lists, documents.map(({ body }) => body)])
  }

  const layered = { precision: 'city', followers_precision: 'cell', friends_precision: 'venue' }
  const venueTraces = /Flore|amenity=cafe|48\.854149|2\.332646/

  it('tells strangers and other servers the town, a follower the neighbourhood, a friend the venue', async () => {
    const post = await checkIn({ status: 'Layered', visibility: 'public', checkin: layered })
    for (const person of [stranger, undefined]) {
      const all = await everythingOf(person, post.id)
      expect(all).toContain('Layered')
      expect(all).not.toMatch(venueTraces)
      expect(all).not.toContain('Near Paris')
    }
    const asFollower = await everythingOf(follower, post.id)
    expect(asFollower).toContain('Near Paris')
    expect(asFollower).not.toMatch(venueTraces)
    await alice.post(`/api/v1/accounts/${follower.id}/follow`)
    await eventually(
      async () => (await alice.get(`/api/v1/accounts/relationships?id[]=${follower.id}`)).body[0]?.following,
      'the follow back',
    )
    const seen = (await follower.get(`/api/v1/statuses/${post.id}`)).body
    expect(seen.place).toMatchObject({ name: 'Café de Flore', precision: 'venue' })
    expect(seen.content).toContain('Café de Flore')
    expect(await everythingOf(stranger, post.id)).not.toMatch(venueTraces)
    await alice.post(`/api/v1/accounts/${follower.id}/unfollow`)
    expect(JSON.stringify((await follower.get(`/api/v1/statuses/${post.id}`)).body)).not.toMatch(venueTraces)
  })

  it('refuses a layer that there is not, and a time to come', async () => {
    for (const checkin of [
      { friends_precision: 'exact' },
      { arrived_at: 'yesterday' },
      { arrived_at: '2999-01-01T00:00:00Z' },
    ]) {
      const answer = await alice.post('/api/v1/statuses', { place_id: flore.id, checkin })
      expect(answer.status).toBe(422)
      expect(answer.body.error).toMatch(/^Validation failed/)
    }
  })

  it('keeps the hour of a check-in that is told later', async () => {
    const post = await checkIn({ status: 'Late', checkin: { arrived_at: '2026-01-02T10:30:00Z' } })
    expect(post.checkin.arrived_at).toBe('2026-01-02T10:30:00.000Z')
  })
})

describe('preferences of check-ins', () => {
  const path = '/api/cairn/v1/checkin_preferences'

  it('are kept, and off again when they are left out', async () => {
    const wanted = { friends_precision: 'venue', fading: [{ after_days: 7, precision: 'city' }] }
    const { body } = await alice.call('PUT', path, { ...wanted, hide_after_days: 365 })
    expect(body).toEqual({
      followers_precision: null,
      ...wanted,
      hide_after_days: 365,
      mayor_public: false,
      crossings: false,
      map_picture: false,
      photo_places: false,
    })
    expect((await alice.get(path)).body).toEqual(body)
    const off = {
      followers_precision: null,
      friends_precision: null,
      fading: [],
      hide_after_days: null,
      mayor_public: false,
      crossings: false,
      map_picture: false,
      photo_places: false,
    }
    expect((await alice.call('PUT', path, {})).body).toEqual(off)
  })

  it('show friends nothing more of a sensitive place', async () => {
    await alice.call('PUT', path, { friends_precision: 'venue' })
    const clinic = await createPlace(alice, { name: 'Polyclinique', ...here, category: 'amenity=clinic' })
    const post = await checkIn({ place_id: clinic.id, visibility: 'public', status: 'Again' })
    await alice.call('PUT', path, {})
    expect(post.place).toMatchObject({ name: 'Paris', precision: 'city' })
  })

  it('are refused when they make no sense, and are for people who are signed in', async () => {
    for (const wrong of [{ hide_after_days: 0 }, { friends_precision: 'metre' }, { fading: 'never' }]) {
      expect((await alice.call('PUT', path, wrong)).status).toBe(422)
    }
    expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
  })
})

describe('a home zone', () => {
  const path = '/api/cairn/v1/home_zones'

  it('is seen by its owner alone, and lowers check-ins inside', async () => {
    const made = await stranger.post(path, { ...phone, label: 'Home' })
    expect(made.body.outline.coordinates).toHaveLength(7)
    expect((await alice.get(path)).body).toEqual([])
    expect((await alice.call('DELETE', `${path}/${made.body.id}`)).status).toBe(404)
    const told = { place_id: flore.id, visibility: 'private', checkin: { precision: 'venue' } }
    expect((await stranger.post('/api/v1/statuses', told)).body.place).toMatchObject({ precision: 'city' })
    expect((await stranger.call('DELETE', `${path}/${made.body.id}`)).status).toBe(200)
    expect((await stranger.post('/api/v1/statuses', told)).body.place).toMatchObject({ precision: 'venue' })
  })
})

describe('the end of a check-in', () => {
  it('is told by its author, to its author', async () => {
    const post = await checkIn({ visibility: 'public', status: 'Leaving' })
    expect((await stranger.post(`/api/cairn/v1/checkins/${post.id}/check_out`)).status).toBe(404)
    const ended = await alice.post(`/api/cairn/v1/checkins/${post.id}/check_out`)
    expect(ended.body.checkin.left_at).toEqual(expect.any(String))
    expect((await stranger.get(`/api/v1/statuses/${post.id}`)).body.checkin).not.toHaveProperty('left_at')
    const here = await stranger.get(`/api/cairn/v1/places/${flore.id}/here_now`)
    expect(here.body).toEqual({ count: null, friends: [] })
  })
})

describe('a sensitive place', () => {
  it('is its town to everybody, and on no list at its own name', async () => {
    const clinic = await createPlace(alice, { name: 'Clinique', ...here, category: 'amenity=clinic' })
    const open = await checkIn({ place_id: clinic.id, visibility: 'public', status: 'Check-up' })
    expect(open.place).toMatchObject({ name: 'Paris', precision: 'city' })
    const closed = await checkIn({ place_id: clinic.id, visibility: 'private', status: 'Again' })
    expect(closed.place).toMatchObject({ name: 'Clinique' })
    const listed = await follower.get(`/api/cairn/v1/places/${clinic.id}/statuses`)
    expect(listed.body).toEqual([])
    expect((await follower.get(`/api/cairn/v1/places/${clinic.id}`)).body.checkins_count).toBeNull()
  })
})

describe('a private venue', () => {
  it('exists for its creator alone', async () => {
    const home = await createPlace(alice, { name: 'Hideaway', ...here, private: true })
    const paths = [
      `/api/cairn/v1/places/${home.id}`,
      `/api/cairn/v1/places/${home.id}/statuses`,
      `/places/${home.id}`,
      `/places/${home.id}/map.png`,
    ]
    for (const path of paths) expect((await stranger.get(path)).status).toBe(404)
    expect((await alice.get(`/api/cairn/v1/places/${home.id}`)).body).toMatchObject({ private: true })
    const near = (person: Person) => person.post('/api/cairn/v1/places/nearby', { ...here, limit: 50 })
    expect(JSON.stringify((await near(stranger)).body)).not.toContain('Hideaway')
    expect(JSON.stringify((await near(alice)).body)).toContain('Hideaway')
    expect((await stranger.get('/api/cairn/v1/places/search?q=hideaway')).body.places).toEqual([])
    const theirs = { place_id: home.id, visibility: 'public' }
    expect((await stranger.post('/api/v1/statuses', theirs)).status).toBe(404)
  })

  it('is never public, and followers see a cell', async () => {
    const home = await createPlace(alice, { name: 'Burrow', ...here, private: true })
    const open = await alice.post('/api/v1/statuses', { place_id: home.id, visibility: 'public' })
    expect(open.status).toBe(422)
    const told = await checkIn({ place_id: home.id, visibility: 'private', status: 'At mine' })
    expect(told.place).toMatchObject({ precision: 'cell', name: 'Near Paris' })
    expect(await allThat(follower, told.id)).not.toContain('Burrow')
  })
})

describe('bad input', () => {
  it.each([
    ['no name', { latitude: 1, longitude: 1 }],
    ['a latitude out of range', { name: 'X', latitude: 91, longitude: 1 }],
    ['an unknown category', { name: 'X', latitude: 1, longitude: 1, category: 'amenity=spaceport' }],
    ['a name too long', { name: 'x'.repeat(101), latitude: 1, longitude: 1 }],
    ['texts for numbers', { name: 'X', latitude: 'north', longitude: 'east' }],
  ])('is refused with what is wrong: %s', async (_title, place) => {
    const { status, body } = await alice.post('/api/cairn/v1/places', place)
    expect(status).toBe(422)
    expect(body).toMatchObject({
      error: expect.stringContaining('Validation failed'),
      details: expect.any(Object),
    })
  })

  it('finds nothing under ids that are none', async () => {
    for (const id of ['0', 'abc', '99999999999999999999', '1%00']) {
      expect((await alice.get(`/api/cairn/v1/places/${id}`)).status).toBe(404)
    }
  })

  it('names the venue that is there already', async () => {
    const again = { name: 'cafe de flore', latitude: 48.8542, longitude: 2.3327 }
    const { status, body } = await alice.post('/api/cairn/v1/places', again)
    expect(status).toBe(409)
    expect(body.place.id).toBe(flore.id)
  })
})

it('lists categories with icons, and which ones are sensitive', async () => {
  const { body } = await callApi(server.origin, { method: 'GET', path: '/api/cairn/v1/categories' })
  const cafe = body.find((category: { id: string }) => category.id === 'amenity=cafe')
  expect(cafe).toEqual({ id: 'amenity=cafe', name: 'Café', icon: '☕', sensitive: false, group: 'food' })
})

it('hides every check-in at the press of one button', async () => {
  const eve = await createPerson(server, 'eve')
  const told = { place_id: flore.id, visibility: 'public', status: 'Before the panic' }
  const post = (await eve.post('/api/v1/statuses', told)).body
  expect((await eve.post('/api/cairn/v1/checkins/hide_all')).body.hidden).toBe(1)
  expect((await eve.get(`/api/v1/statuses/${post.id}`)).body.visibility).toBe('direct')
  expect((await stranger.get(`/api/v1/statuses/${post.id}`)).status).toBe(404)
  expect(await allThat(stranger, post.id)).not.toContain('Before the panic')
  expect(await allThat(undefined, post.id)).not.toContain('Before the panic')
})
