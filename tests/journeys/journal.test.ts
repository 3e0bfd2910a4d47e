import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi, createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let cafe: { id: string; name: string }

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  const venue = { name: '=Café', latitude: 48.854149, longitude: 2.332646, category: 'amenity=cafe' }
  cafe = (await alice.post('/api/cairn/v1/places', venue)).body
  for (const arrived of ['2026-01-31T23:30:00Z', '2026-02-01T12:00:00Z', '2026-02-08T12:00:00Z']) {
    const told = {
      place_id: cafe.id,
      status: `At ${arrived}`,
      checkin: { arrived_at: arrived, precision: 'city' },
    }
    await alice.post('/api/v1/statuses', told)
  }
})
afterAll(() => server[Symbol.asyncDispose]())

const journal = '/api/cairn/v1/journal'

describe('a journal', () => {
  it('is paged by arrival, at true places', async () => {
    const first = await alice.get(`${journal}?limit=2`)
    expect(first.body.map((visit: { note: string }) => visit.note)).toEqual([
      'At 2026-02-08T12:00:00Z',
      'At 2026-02-01T12:00:00Z',
    ])
    expect(first.body[0].place).toMatchObject({ id: cafe.id, name: '=Café' })
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
    const { pathname, search } = new URL(next ?? '')
    const rest = await alice.get(`${pathname}${search}`)
    expect(rest.body.map((visit: { note: string }) => visit.note)).toEqual(['At 2026-01-31T23:30:00Z'])
    expect(rest.headers.get('link')).toBeNull()
  })

  it('is nobody else’s', async () => {
    expect((await bob.get(journal)).body).toEqual([])
    for (const path of [
      journal,
      `${journal}/statistics`,
      `${journal}/map`,
      `${journal}/export`,
      `${journal}/days`,
    ]) {
      expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
    }
  })

  it('counts by the year and the time zone that are asked for', async () => {
    const february = await alice.get(`${journal}/days?time_zone=Europe/Paris`)
    expect(february.body).toEqual([
      { day: '2026-02-01', visits: 2 },
      { day: '2026-02-08', visits: 1 },
    ])
    const { body } = await alice.get(`${journal}/statistics?year=2026&time_zone=Europe/Paris`)
    expect(body).toMatchObject({ visits: 3, places: 1, days: 2, streaks: { longest: 2 } })
    expect(body.stickers).toMatchObject([{ category: 'amenity=cafe', level: 1 }])
    expect((await alice.get(`${journal}/statistics?year=2025`)).body.visits).toBe(0)
  })

  it('is drawn as GeoJSON', async () => {
    const { body } = await alice.get(`${journal}/map?zoom=3`)
    expect(body.features).toMatchObject([
      {
        geometry: { type: 'Point', coordinates: [2.332646, 48.854149] },
        properties: { visits: 3, places: 1 },
      },
    ])
  })

  it('is exported as GeoJSON and as CSV that no spreadsheet takes for a formula', async () => {
    const geo = await alice.get(`${journal}/export`)
    expect(geo.headers.get('content-type')).toContain('application/geo+json')
    expect(geo.body.features).toHaveLength(3)
    const csv = await fetch(`${server.origin}${journal}/export?format=csv`, {
      headers: { authorization: `Bearer ${alice.token}` },
    })
    expect(csv.headers.get('content-type')).toContain('text/csv')
    const lines = (await csv.text()).trimEnd().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toContain(`"'=Café"`)
  })

  it('refuses what makes no sense', async () => {
    for (const query of [
      'time_zone=Mars/Base',
      'from=soon',
      'year=12',
      'cursor=x',
      'place_id=x',
      'limit=0',
    ]) {
      const { status, body } = await alice.get(`${journal}?${query}`)
      expect([query, status]).toEqual([query, 422])
      expect(body.error).toMatch(/^Validation failed/)
    }
  })
})

describe('games', () => {
  it('show each other only between friends', async () => {
    const mayor = `/api/cairn/v1/places/${cafe.id}/mayor`
    expect((await callApi(server.origin, { method: 'GET', path: mayor })).body).toEqual({ mayor: null })
    expect((await bob.get(`/api/cairn/v1/accounts/${alice.id}/mayorships`)).body).toEqual([])
    expect((await bob.get('/api/cairn/v1/friends/latest')).body).toEqual([])
    await bob.post('/api/v1/statuses', { place_id: cafe.id, visibility: 'public', status: 'Here' })
    expect((await bob.get('/api/cairn/v1/friends/leaderboard')).body).toMatchObject([
      { account: { id: bob.id }, points: 4 },
    ])
    expect((await bob.get('/api/cairn/v1/trends/places')).body).toEqual([])
  })

  it('are 404 for what does not exist', async () => {
    expect((await bob.get('/api/cairn/v1/places/1/mayor')).status).toBe(404)
    expect((await bob.get('/api/cairn/v1/accounts/1/mayorships')).status).toBe(404)
  })
})
