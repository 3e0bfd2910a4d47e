import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, eventually, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'

let server: TestServer
let db: Database
let alice: Person
let placeId: string

beforeAll(async () => {
  server = await startServer()
  db = openDatabase(server.databaseUrl ?? '', { maxConnections: 2 })
  alice = await createPerson(server, 'alice')
  const cafe = { name: 'Café', latitude: 48.854, longitude: 2.3326 }
  placeId = (await alice.post('/api/cairn/v1/places', cafe)).body.id
})

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

const send = (key: string, checkin: object = {}) =>
  alice.post('/api/v1/statuses', { status: key, place_id: placeId, checkin }, { 'idempotency-key': key })

const visitsOf = async (note: string) => (await alice.get(`/api/cairn/v1/journal?q=${note}`)).body

/** As if it had been made days ago: an hour is what a post's key is kept. */
async function makeOld(id: string): Promise<void> {
  await db.sql`update posts set created_at = created_at - interval '3 days' where id = ${id}`
}

it('makes a check-in once, however late the device sends it again', async () => {
  const { body: made } = await send('tunnel')
  await makeOld(made.id)
  expect((await send('tunnel')).body.id).toBe(made.id)
  expect(await visitsOf('tunnel')).toHaveLength(1)
})

it('makes one of many that come at the same time', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => send('burst')))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
})

it('answers with what was made, though it would be refused by now', async () => {
  const bob = await createPerson(server, 'bob')
  await bob.post(`/api/v1/accounts/${alice.id}/follow`)
  const { body: made } = await send('together', { companions: [bob.id] })
  await bob.post(`/api/v1/accounts/${alice.id}/unfollow`)
  expect(await send('together', { companions: [bob.id] })).toMatchObject({
    status: 200,
    body: { id: made.id },
  })
})

it('does not make again what was deleted since', async () => {
  const { body: made } = await send('regretted')
  await makeOld(made.id)
  await alice.call('DELETE', `/api/v1/statuses/${made.id}`)
  const again = await send('regretted')
  expect([again.status, again.body.error]).toEqual([410, expect.stringContaining('made before')])
  expect(await visitsOf('regretted')).toEqual([])
})

it('makes a delayed check-in once, though its time came before it was sent again', async () => {
  const { body: waiting } = await send('later', { delay: '2h' })
  expect((await send('later', { delay: '2h' })).body.id).toBe(waiting.id)
  await db.sql`update scheduled_posts set scheduled_at = now() - interval '1 second' where id = ${waiting.id}`
  await db.sql`update jobs set run_at = now() where kind = 'publish-scheduled' and payload ->> 'id' = ${waiting.id}`
  const [visit] = await eventually(async () => {
    const visits = await visitsOf('later')
    return visits.length > 0 && visits
  }, 'the check-in')
  expect((await send('later', { delay: '2h' })).body.id).toBe(visit.id)
  expect((await send('later')).body.id).toBe(visit.id)
  expect(await visitsOf('later')).toHaveLength(1)
})

it('lets two people have the same key', async () => {
  const carol = await createPerson(server, 'carol')
  await send('same')
  const hers = { status: 'same', place_id: placeId }
  expect((await carol.post('/api/v1/statuses', hers, { 'idempotency-key': 'same' })).status).toBe(200)
})

it('keeps neither homes nor keys nor wishes of an account that is gone', async () => {
  const dave = await createPerson(server, 'dave')
  await dave.post('/api/cairn/v1/home_zones', { latitude: 48.9, longitude: 2.3 })
  await dave.call('PUT', '/api/cairn/v1/checkin_preferences', { mayor_public: true })
  await dave.post('/api/v1/statuses', { place_id: placeId }, { 'idempotency-key': 'last' })
  await server.cairn('account', 'delete', 'dave')
  const left = async () => {
    const [row] = await db.sql<{ count: number }[]>`
      select ((select count(*) from home_zones where account_id = ${dave.id})
        + (select count(*) from checkin_preferences where account_id = ${dave.id})
        + (select count(*) from checkin_keys where account_id = ${dave.id}))::int as count
    `
    return row?.count
  }
  await eventually(async () => (await left()) === 0, 'nothing to be left')
})
