import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi, createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

const trips = '/api/cairn/v1/trips'
const meetings = '/api/cairn/v1/friends/meetings'

let server: TestServer
let ana: Person
let ben: Person
let lyon: string
let cafe: string

beforeAll(async () => {
  server = await startServer()
  ;[ana, ben] = await Promise.all([createPerson(server, 'ana'), createPerson(server, 'ben')])
  await ana.post(`/api/v1/accounts/${ben.id}/follow`)
  await ben.post(`/api/v1/accounts/${ana.id}/follow`)
  for (const person of [ana, ben])
    await person.call('PUT', '/api/cairn/v1/checkin_preferences', { crossings: true })
  lyon = await addPlace('Lyon', 45.7485)
  cafe = await addPlace('Café', 45.75)
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql`update places set kind = 'town', category = 'place=city' where id = ${lyon}`
}, 300_000)

afterAll(() => server?.[Symbol.asyncDispose]())

async function addPlace(name: string, latitude: number): Promise<string> {
  return (await ana.post('/api/cairn/v1/places', { name, latitude, longitude: 4.8467 })).body.id
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

it('are planned, met, taken away, and nobody else’s', async () => {
  const days = { starts_on: inDays(10), ends_on: inDays(14) }
  const mine = await ana.post(trips, { place_id: lyon, ...days, shared: true })
  expect(mine.body).toMatchObject({ place: { id: lyon, name: 'Lyon' }, ...days, shared: true })
  const own = await ben.post(trips, { place_id: lyon, ...days, ends_on: inDays(11) })
  expect(own.body.shared).toBe(false)
  expect((await ana.get(meetings)).body).toEqual([])

  const theirs = await ben.post(trips, {
    place_id: lyon,
    starts_on: inDays(13),
    ends_on: inDays(20),
    shared: true,
  })
  const { body } = await ana.get(meetings)
  expect(body).toMatchObject([
    {
      account: { username: 'ben' },
      place: { id: lyon },
      from: inDays(13),
      until: inDays(14),
      own_trip_id: mine.body.id,
    },
  ])
  for (const secret of [theirs.body.id, own.body.id, inDays(20), inDays(11)])
    expect(JSON.stringify(body)).not.toContain(secret)

  expect((await ana.get(trips)).body).toHaveLength(1)
  for (const path of [trips, meetings])
    expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
  expect((await ana.call('DELETE', `${trips}/${theirs.body.id}`)).status).toBe(404)
  await ben.post('/api/cairn/v1/checkins/hide_all')
  expect((await ana.get(meetings)).body).toEqual([])
  expect((await ana.call('DELETE', `${trips}/${mine.body.id}`)).status).toBe(200)
  expect((await ana.get(trips)).body).toEqual([])
})

it('are refused to anywhere more exact than a town, and for no days', async () => {
  const days = { starts_on: inDays(2), ends_on: inDays(3) }
  const exact = await ana.post(trips, { place_id: cafe, ...days })
  expect([exact.status, exact.body.error]).toEqual([422, expect.stringContaining('must be a town')])
  const backwards = await ana.post(trips, { place_id: lyon, ...days, ends_on: inDays(1) })
  expect([backwards.status, backwards.body.error]).toEqual([422, expect.stringContaining('in order')])
})
