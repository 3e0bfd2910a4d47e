import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callApi, createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let ana: Person
let ben: Person
let cleo: Person
let flore: string

beforeAll(async () => {
  server = await startServer()
  ana = await createPerson(server, 'ana')
  ben = await createPerson(server, 'ben')
  cleo = await createPerson(server, 'cleo', { role: 'moderator' })
  await cleo.post(`/api/v1/accounts/${ana.id}/follow`)
  flore = await addVenue(ana, { name: 'Café de Flore', category: 'amenity=cafe' })
}, 180_000)

afterAll(() => server?.[Symbol.asyncDispose]())

let east = 0

async function addVenue(person: Person, more: object): Promise<string> {
  east += 0.01
  const venue = { name: 'Somewhere', latitude: 48.854149, longitude: 2.332646 + east, ...more }
  const { status, body } = await person.post('/api/cairn/v1/places', venue)
  expect([status, body]).toEqual([200, expect.anything()])
  return body.id
}

function leave(person: Person, place_id: string, status: string, more: object = {}) {
  return person.post('/api/v1/statuses', { place_id, tip: true, status, visibility: 'public', ...more })
}

const tipsAt = (place: string, query = '') => `/api/cairn/v1/places/${place}/tips${query}`

async function textsOf(person: Person | undefined, path: string): Promise<string[]> {
  const { status, body } = await (person ? person.get(path) : callApi(server.origin, { method: 'GET', path }))
  expect(status).toBe(200)
  return body.map(({ content }: { content: string }) => /^<p>(.*?)<\/p>/.exec(content)?.[1])
}

it('stand at their place, and are posts with a place and no check-ins', async () => {
  const { body: tip } = await leave(ana, flore, 'Ask for the terrace')
  expect(tip).toMatchObject({
    tip: true,
    checkin: null,
    place: { id: flore, name: 'Café de Flore', precision: 'venue' },
    card: { title: 'Café de Flore' },
    content: expect.stringContaining('💡 Tip for <a class="u-about h-card"'),
  })
  expect(await textsOf(undefined, tipsAt(flore))).toEqual(['Ask for the terrace'])
  expect(await textsOf(ben, `/api/cairn/v1/accounts/${ana.id}/tips`)).toEqual(['Ask for the terrace'])
  const page = await (await fetch(`${server.origin}/places/${flore}`)).text()
  expect(page).toMatch(/Tips[\s\S]*Ask for the terrace/)
})

it('say of nobody that they were there', async () => {
  const place = await addVenue(ben, { name: 'Never been' })
  await leave(ben, place, 'Said to be nice')
  expect(await textsOf(cleo, `/api/cairn/v1/places/${place}/statuses`)).toEqual([])
  expect((await ben.get('/api/cairn/v1/journal')).body).toEqual([])
  expect((await ben.get(`/api/cairn/v1/places/${place}`)).body.checkins_count).toBeNull()
  expect((await ben.get(`/api/cairn/v1/places/${place}/mayor`)).body).toEqual({ mayor: null })
  expect((await ben.get(`/api/cairn/v1/places/${place}/here_now`)).body).toEqual({ count: null, friends: [] })
})

it('are listed by how many people liked them, or by age, page by page', async () => {
  const place = await addVenue(ana, { name: 'Much told' })
  const ids: string[] = []
  for (const text of ['one', 'two', 'three', 'four']) ids.push((await leave(ana, place, text)).body.id)
  for (const person of [ben, cleo]) await person.post(`/api/v1/statuses/${ids[1]}/favourite`)
  await ben.post(`/api/v1/statuses/${ids[0]}/favourite`)
  await eventually(
    async () => (await textsOf(ben, tipsAt(place))).join() === 'two,one,four,three',
    'the likes to count',
  )
  const first = await ben.get(tipsAt(place, '?limit=2'))
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
  expect(await textsOf(ben, next.slice(server.origin.length))).toEqual(['four', 'three'])
  expect(await textsOf(ben, tipsAt(place, '?sort=newest&limit=3'))).toEqual(['four', 'three', 'two'])
  const newest = await ben.get(tipsAt(place, '?sort=newest&limit=3'))
  const older = /<([^>]+)>; rel="next"/.exec(newest.headers.get('link') ?? '')?.[1] ?? ''
  expect(await textsOf(ben, older.slice(server.origin.length))).toEqual(['one'])
})

it('are seen by whom their author chose, and by nobody who is blocked or mutes', async () => {
  const place = await addVenue(ana, { name: 'For some' })
  await leave(ana, place, 'For followers', { visibility: 'private' })
  expect(await textsOf(cleo, tipsAt(place))).toEqual(['For followers'])
  expect(await textsOf(ben, tipsAt(place))).toEqual([])
  expect(await textsOf(undefined, tipsAt(place))).toEqual([])
  const { body: open } = await leave(ana, place, 'For all')
  const dora = await createPerson(server, 'dora')
  const emil = await createPerson(server, 'emil')
  await ana.post(`/api/v1/accounts/${dora.id}/block`)
  await emil.post(`/api/v1/accounts/${ana.id}/mute`)
  for (const person of [dora, emil]) expect(await textsOf(person, tipsAt(place))).toEqual([])
  expect(await textsOf(ben, tipsAt(place))).toEqual(['For all'])
  // A report is that of the post.
  const report = await ben.post('/api/v1/reports', { account_id: ana.id, status_ids: [open.id] })
  expect(report.status).toBe(200)
  await ana.call('DELETE', `/api/v1/statuses/${open.id}`)
  expect(await textsOf(ben, tipsAt(place))).toEqual([])
})

describe('refused', () => {
  it.each([
    ['an empty one', { status: ' ' }, 'without words'],
    ['one for named people', { visibility: 'direct' }, 'for everybody or for followers'],
  ])('%s', async (_what, more, error) => {
    const { status, body } = await leave(ben, flore, 'Good', more)
    expect([status, body.error]).toEqual([422, expect.stringContaining(error)])
  })

  it('one that answers a post, or is about nothing', async () => {
    const { body: post } = await ben.post('/api/v1/statuses', { status: 'Hello' })
    expect((await leave(ben, flore, 'Good', { in_reply_to_id: post.id })).status).toBe(422)
    expect((await ben.post('/api/v1/statuses', { status: 'Good', tip: true })).status).toBe(404)
    expect((await leave(ben, '1', 'Good')).status).toBe(404)
  })

  it('what would tell of a private place, a sensitive one, or a home', async () => {
    const own = await addVenue(ben, { name: 'My shed', private: true })
    expect((await leave(ben, own, 'Good')).body.error).toContain('nobody else sees')
    expect((await leave(ana, own, 'Good')).status).toBe(404)
    const clinic = await addVenue(ana, { name: 'Clinic', category: 'amenity=clinic' })
    expect((await leave(ben, clinic, 'Good')).body.error).toContain('says something private')
    const corner = { latitude: 52.5, longitude: 13.4 }
    const bakery = await addVenue(ana, { name: 'Bakery', ...corner })
    await ben.post('/api/cairn/v1/home_zones', { label: 'Home', ...corner })
    expect((await leave(ben, bakery, 'Good')).body.error).toContain('home zones')
    expect(await textsOf(ana, tipsAt(bakery))).toEqual([])
  })
})

it('wait for their time like posts', async () => {
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const { body } = await leave(ana, flore, 'Later', { scheduled_at: at })
  expect(body.params).toMatchObject({ place_id: flore, tip: true })
  expect(await textsOf(ana, tipsAt(flore, '?sort=newest'))).not.toContain('Later')
  await ana.call('DELETE', `/api/v1/scheduled_statuses/${body.id}`)
})

it('come to whoever follows the place, and go along when it is merged', async () => {
  const twice = await addVenue(ana, { name: 'Twice' })
  const once = await addVenue(ana, { name: 'Once' })
  const { body: account } = await ben.get(`/api/cairn/v1/places/${twice}/account`)
  await ben.post(`/api/v1/accounts/${account.id}/follow`)
  await leave(ana, twice, 'Mind the step')
  await eventually(
    async () => JSON.stringify((await ben.get('/api/v1/timelines/home')).body).includes('Mind the step'),
    'the boost of the place',
  )
  const scopes = 'read write admin:write'
  const token = await server.cairn('token', 'create', '--username', 'cleo', '--scopes', scopes)
  const staff = personWith(server.origin, { ...cleo, token })
  const merged = await staff.post(`/api/cairn/v1/admin/places/${twice}/merge`, { into: once })
  expect([merged.status, merged.body]).toEqual([200, expect.anything()])
  await eventually(async () => (await textsOf(ana, tipsAt(once))).includes('Mind the step'), 'the merge')
  const [tip] = (await ana.get(tipsAt(once))).body
  expect(tip.place.id).toBe(once)
})

it('are hidden with all history', async () => {
  const fay = await createPerson(server, 'fay')
  const place = await addVenue(ana, { name: 'Known to Fay' })
  await leave(fay, place, 'I know it well')
  expect((await fay.post('/api/cairn/v1/checkins/hide_all')).body).toMatchObject({ hidden: 1 })
  expect(await textsOf(ana, tipsAt(place))).toEqual([])
  expect(await textsOf(fay, tipsAt(place))).toEqual(['I know it well'])
})
