import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPerson, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
let moderator: Person
let folder: string

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
  const made = await createPerson(server, 'mona', { role: 'moderator' })
  const scopes = 'read write admin:read admin:write'
  const token = await server.cairn('token', 'create', '--username', 'mona', '--scopes', scopes)
  moderator = personWith(server.origin, { ...made, token })
  folder = await mkdtemp(join(tmpdir(), 'place-life-'))
}, 180_000)
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const api = '/api/cairn/v1/places'
const here = { latitude: 48.854149, longitude: 2.332646 }

async function venue(name: string, more: object = {}): Promise<{ id: string }> {
  const { status, body } = await alice.post(api, { ...here, name, force: true, ...more })
  expect(status).toBe(200)
  return body
}

async function eventually<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('is corrected by its creator and by moderators, by nobody else, and found by both names', async () => {
  const { id } = await venue('Cafe Flor')
  expect((await bob.call('PATCH', `${api}/${id}`, { name: 'Bob’s' })).status).toBe(403)
  const corrected = await alice.call('PATCH', `${api}/${id}`, {
    name: 'Café de Flore',
    category: 'amenity=cafe',
  })
  expect(corrected.body).toMatchObject({ id, name: 'Café de Flore', category: 'amenity=cafe' })
  const wrong = await moderator.call('PATCH', `${api}/${id}`, { latitude: 91, category: 'amenity=spaceport' })
  expect(wrong.status).toBe(422)
  expect(Object.keys(wrong.body.details)).toEqual(['latitude', 'category'])
  for (const query of ['cafe de flore', 'flor']) {
    const { body } = await alice.post(`${api}/nearby`, { ...here, q: query })
    expect(body.places[0].place).toMatchObject({ id })
  }
})

it('is found no more once it is said to be closed, and its page says so', async () => {
  const { id } = await venue('Old Cinema')
  await alice.call('PATCH', `${api}/${id}`, { closed: true })
  const { body } = await alice.post(`${api}/nearby`, { ...here, q: 'old cinema' })
  expect(body.places).toEqual([])
  expect((await bob.get(`${api}/${id}`)).body.closed_on).toMatch(/^\d{4}-\d\d-\d\d$/)
  const page = await fetch(`${server.origin}/places/${id}`)
  expect(await page.text()).toContain('Closed since')
  await server.cairn('places', 'open', id)
  expect((await bob.get(`${api}/${id}`)).body.closed_on).toBeNull()
})

it('keeps what people corrected when a file is imported again', async () => {
  const file = join(folder, 'bars.csv')
  const bars = async (name: string) => {
    await writeFile(file, `id,name,latitude,longitude\n1,${name},48.9,2.4\n`)
    return JSON.parse(await server.cairn('places', 'import', file, '--name', 'bars'))
  }
  await bars('Bar Typo')
  const found = await alice.get(`${api}/search?q=bar%20typo`)
  const { id } = found.body.places[0]
  await server.cairn('places', 'correct', id, '--name', 'Bar Right')
  expect(await bars('Bar Typo 2')).toMatchObject([{ updated: 0, unchanged: 1 }])
  expect((await bob.get(`${api}/${id}`)).body).toMatchObject({ name: 'Bar Right', source: 'list:bars' })
})

it('becomes one with another: address, check-ins, mayor, followers and reports go there', async () => {
  const [from, into] = [await venue('Double'), await venue('Single')]
  const follow = await bob.get(`${api}/${from.id}/account`)
  await bob.post(`/api/v1/accounts/${follow.body.id}/follow`)
  const told = { status: 'before', place_id: from.id, visibility: 'public', checkin: { precision: 'venue' } }
  const { body: before } = await alice.post('/api/v1/statuses', told)

  const report = { kind: 'duplicate', comment: 'Twice', duplicate_of: into.id }
  expect((await bob.post(`${api}/${from.id}/report`, report)).status).toBe(200)
  expect((await bob.get('/api/cairn/v1/admin/place_reports')).status).toBe(403)
  const { body: reports } = await moderator.get('/api/cairn/v1/admin/place_reports')
  expect(reports).toMatchObject([{ kind: 'duplicate', place: { id: from.id }, duplicate_of: into.id }])
  expect((await bob.post(`/api/cairn/v1/admin/places/${from.id}/merge`, { into: into.id })).status).toBe(403)
  const merged = await moderator.post(`/api/cairn/v1/admin/places/${from.id}/merge`, { into: into.id })
  expect(merged).toMatchObject({ status: 200, body: { id: into.id } })
  const resolved = `/api/cairn/v1/admin/place_reports/${reports[0].id}/resolve`
  expect((await moderator.post(resolved)).status).toBe(200)
  expect((await moderator.post(resolved)).status).toBe(404)

  expect((await bob.get(`${api}/${from.id}`)).body).toMatchObject({ id: into.id })
  const page = await fetch(`${server.origin}/places/${from.id}`, { redirect: 'manual' })
  expect(page.headers.get('location')).toContain(`/places/${into.id}`)
  const there = await eventually(
    () => bob.get(`${api}/${into.id}/statuses`),
    ({ body }) => body.length > 0,
  )
  expect(there.body[0]).toMatchObject({ id: before.id })
  const post = await eventually(
    () => bob.get(`/api/v1/statuses/${before.id}`),
    ({ body }) => body.place?.id === into.id,
  )
  expect(post.body.place).toMatchObject({ id: into.id, name: 'Double' })
  const journal = await alice.get('/api/cairn/v1/journal')
  expect(journal.body[0].place).toMatchObject({ id: into.id, name: 'Single' })

  const { body: after } = await alice.post('/api/v1/statuses', {
    ...told,
    status: 'after',
    place_id: into.id,
  })
  const home = await eventually(
    () => bob.get('/api/v1/timelines/home'),
    ({ body }) => body.some((one: { reblog: { id: string } | null }) => one.reblog?.id === after.id),
  )
  expect(home.status).toBe(200)
})

it('is merged neither with itself, nor twice, nor with what somebody else alone may see', async () => {
  const [one, two] = [await venue('One'), await venue('Two')]
  const home = await venue('Home', { private: true })
  const merge = async (id: string, into: string) => {
    const { status, body } = await moderator.post(`/api/cairn/v1/admin/places/${id}/merge`, { into })
    return `${status} ${body.error ?? ''}`
  }
  expect(await merge(one.id, one.id)).toContain('422')
  expect(await merge(home.id, one.id)).toContain('422')
  expect(await merge(one.id, '1')).toContain('404')
  expect(await merge(one.id, two.id)).toContain('200')
  expect(await merge(one.id, two.id)).toContain('merged before')
})

it('tells those who moderate of a report, once for each who says so', async () => {
  const place = await venue('Spam and Co')
  const report = (kind: string) => bob.post(`${api}/${place.id}/report`, { kind })
  const told = async () => {
    const { body } = await moderator.get('/api/v1/notifications?types[]=cairn.place_report')
    return body as { type: string; account: { username: string } }[]
  }
  const before = (await told()).length
  expect((await report('spam')).status).toBe(200)
  await eventually(told, (all) => all.length === before + 1)
  expect((await told())[0]).toMatchObject({ type: 'cairn.place_report', account: { username: 'bob' } })
  // He changes his mind: the report is another, but nobody is told again.
  await report('closed')
  await alice.post(`${api}/${place.id}/report`, { kind: 'spam' })
  await eventually(told, (all) => all.length > before + 1)
  expect(await told()).toHaveLength(before + 2)
  expect((await bob.get('/api/v1/notifications?types[]=cairn.place_report')).body).toEqual([])
})

it('remembers what was corrected and merged, and names who did it to moderators and to oneself', async () => {
  const [place, double] = [await venue('Cafe Histoir'), await venue('Cafe Histoire')]
  await alice.call('PATCH', `${api}/${place.id}`, { name: 'Café Histoire', latitude: 48.8542 })
  // What is as it was is no change.
  await alice.call('PATCH', `${api}/${place.id}`, { name: 'Café Histoire' })
  await moderator.call('PATCH', `${api}/${double.id}`, { closed: true })
  await moderator.post(`/api/cairn/v1/admin/places/${double.id}/merge`, { into: place.id })
  const path = `${api}/${place.id}/history`
  const { body: history } = await moderator.get(path)
  expect(history).toMatchObject([
    { kind: 'merged', changes: [{ field: 'name', before: 'Cafe Histoire' }], account: { username: 'mona' } },
    { kind: 'corrected', changes: [{ field: 'closed_on', before: null }], account: { username: 'mona' } },
    {
      kind: 'corrected',
      changes: [
        { field: 'name', before: 'Cafe Histoir', after: 'Café Histoire' },
        { field: 'position', before: [48.854149, 2.332646], after: [48.8542, 2.332646] },
      ],
      account: { username: 'alice' },
    },
  ])
  const namesSeenBy = async (person: Person) =>
    (await person.get(path)).body.map(
      (one: { account: { username: string } | null }) => one.account?.username ?? null,
    )
  expect(await namesSeenBy(alice)).toEqual([null, null, 'alice'])
  expect(await namesSeenBy(bob)).toEqual([null, null, null])
  const home = await venue('Home of Alice', { private: true })
  expect((await bob.get(`${api}/${home.id}/history`)).status).toBe(404)
})
