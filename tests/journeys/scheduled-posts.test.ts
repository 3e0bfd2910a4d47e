import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { photoWithGps } from '#kit/photo-with-gps.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person
const path = '/api/v1/scheduled_statuses'

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
})

afterAll(() => server?.[Symbol.asyncDispose]())

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

async function schedule(
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
  // oxlint-disable-next-line typescript/no-explicit-any
): Promise<any> {
  const body = { status: 'For later', scheduled_at: inMinutes(60), ...more }
  const answer = await alice.post('/api/v1/statuses', body, headers)
  expect({ status: answer.status, error: answer.body.error }).toEqual({ status: 200, error: undefined })
  return answer.body
}

/** Lets its time come, for the row and for the job that waits for it. */
async function letTimeCome(id: string): Promise<void> {
  const sql = postgres(server.databaseUrl ?? '', { max: 1 })
  await sql`update scheduled_posts set scheduled_at = now() - interval '1 second' where id = ${id}`
  await sql`update jobs set run_at = now() where kind = 'publish-scheduled' and payload ->> 'id' = ${id}`
  await sql.end()
}

const ownPosts = async () => (await alice.get(`/api/v1/accounts/${alice.id}/statuses`)).body

async function published(text: string) {
  return eventually(async () => {
    const posts = await ownPosts()
    return posts.find((one: { content: string }) => one.content.includes(text))
  }, text)
}

async function upload(): Promise<string> {
  const form = new FormData()
  const photo = await photoWithGps({ latitude: 1, longitude: 2 })
  form.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg')
  return (await alice.call('POST', '/api/v2/media', form)).body.id
}

it('keeps a post until its time, and publishes it once, with what belongs to it', async () => {
  const mediaId = await upload()
  const waiting = await schedule({ status: 'With a #photo', media_ids: [mediaId], spoiler_text: 'Soon' })
  expectEntity('ScheduledStatus', waiting)
  expect(waiting).toMatchObject({
    params: { text: 'With a #photo', media_ids: [mediaId], spoiler_text: 'Soon', visibility: 'public' },
    media_attachments: [{ id: mediaId, type: 'image' }],
  })
  expect((await ownPosts()).map((one: { id: string }) => one.id)).not.toContain(waiting.id)
  await letTimeCome(waiting.id)
  const post = await published('With a')
  expect(post).toMatchObject({ spoiler_text: 'Soon', media_attachments: [{ id: mediaId }] })
  expect((await alice.get(`${path}/${waiting.id}`)).status).toBe(404)
})

it('publishes a poll that runs from then on', async () => {
  const waiting = await schedule({
    status: 'A question for later',
    poll: { options: ['Yes', 'No'], expires_in: 300 },
  })
  expectEntity('ScheduledStatus', waiting)
  expect(waiting.params.poll).toEqual({
    options: ['Yes', 'No'],
    expires_in: 300,
    multiple: false,
    hide_totals: false,
  })
  await letTimeCome(waiting.id)
  expect((await published('A question for later')).poll).toMatchObject({ expired: false })
})

it('lists, moves and drops what waits, for its author alone', async () => {
  const [first, second] = [await schedule(), await schedule()]
  const list = await alice.get(`${path}?limit=1`)
  expect(list.body.map((one: { id: string }) => one.id)).toEqual([second.id])
  expect(list.headers.get('link')).toContain('rel="next"')
  expect((await bob.get(path)).body).toEqual([])
  const later = inMinutes(120)
  for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { scheduled_at: later }]] as const) {
    expect((await bob.call(method, `${path}/${first.id}`, body)).status).toBe(404)
  }
  const moved = await alice.call('PUT', `${path}/${first.id}`, { scheduled_at: later })
  expect(moved.body.scheduled_at).toBe(later)
  expect((await alice.call('DELETE', `${path}/${first.id}`)).body).toEqual({})
  expect((await alice.get(`${path}/${first.id}`)).status).toBe(404)
})

it('publishes nothing that was dropped or put off in the last moment', async () => {
  const waiting = await schedule({ status: 'Never said' })
  await alice.call('PUT', `${path}/${waiting.id}`, { scheduled_at: inMinutes(90) })
  const sql = postgres(server.databaseUrl ?? '', { max: 1 })
  await sql`update jobs set run_at = now() where kind = 'publish-scheduled' and payload ->> 'id' = ${waiting.id}`
  await eventually(async () => {
    const jobs =
      await sql`select 1 from jobs where kind = 'publish-scheduled' and payload ->> 'id' = ${waiting.id}`
    return jobs.length === 0
  }, 'both jobs')
  await sql.end()
  expect((await alice.get(`${path}/${waiting.id}`)).status).toBe(200)
  expect(JSON.stringify(await ownPosts())).not.toContain('Never said')
})

it('frees the uploads of what was dropped, and gives one upload to one post', async () => {
  const mediaId = await upload()
  const waiting = await schedule({ media_ids: [mediaId] })
  const twice = await alice.post('/api/v1/statuses', {
    status: 'The same photo',
    media_ids: [mediaId],
    scheduled_at: inMinutes(60),
  })
  expect(twice.status).toBe(422)
  await alice.call('DELETE', `${path}/${waiting.id}`)
  await schedule({ media_ids: [mediaId] })
})

it.each([
  ['in four minutes', () => ({ scheduled_at: inMinutes(4) })],
  ['at no time', () => ({ scheduled_at: 'tomorrow' })],
  ['without a text', () => ({ scheduled_at: inMinutes(60), status: '' })],
  ['with too long a text', () => ({ scheduled_at: inMinutes(60), status: 'x'.repeat(501) })],
  ['with a wrong poll', () => ({ scheduled_at: inMinutes(60), poll: { options: ['1'], expires_in: 300 } })],
  ['with an upload of nobody', () => ({ scheduled_at: inMinutes(60), media_ids: ['1'] })],
])('refuses a post %s when it is scheduled', async (_what, body) => {
  expect((await alice.post('/api/v1/statuses', { status: 'Hm', ...body() })).status).toBe(422)
})

it('publishes at once what was to be published in the past', async () => {
  const status = await schedule({ status: 'From the past', scheduled_at: inMinutes(-1) })
  expectEntity('Status', status)
  expect(status.content).toContain('From the past')
})

it('answers the same scheduled post for the same idempotency key', async () => {
  const headers = { 'idempotency-key': 'schedule me once' }
  const answers = await Promise.all([1, 2, 3].map(() => schedule({}, headers)))
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
  expect(answers[0].params.idempotency).toBe('schedule me once')
})

it('keeps in the list what can no longer be published when its time comes', async () => {
  const { body: parent } = await bob.post('/api/v1/statuses', { status: 'Short-lived' })
  const waiting = await schedule({ status: 'An answer', in_reply_to_id: parent.id })
  await bob.call('DELETE', `/api/v1/statuses/${parent.id}`)
  await letTimeCome(waiting.id)
  await eventually(
    async () => server.log().includes('A scheduled post could not be published.'),
    'the refusal',
  )
  expect((await alice.get(`${path}/${waiting.id}`)).status).toBe(200)
})

it('lets nobody schedule more than 25 posts for one day', async () => {
  const day = inMinutes(60 * 24 * 40)
  for (let n = 0; n < 25; n++) await schedule({ scheduled_at: day })
  const { status, body } = await alice.post('/api/v1/statuses', { status: 'One more', scheduled_at: day })
  expect(status).toBe(422)
  expect(body.error).toContain('25')
})

it('asks for a token and its scope', async () => {
  expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'write:media')
  const headers = { authorization: `Bearer ${token}` }
  expect((await callApi(server.origin, { method: 'GET', path, headers })).status).toBe(403)
  expect((await callApi(server.origin, { method: 'DELETE', path: `${path}/1`, headers })).status).toBe(403)
})

it('tells a check-in later, when its author leaves at the earliest, with the hour of arrival', async () => {
  const cafe = { name: 'Café de Flore', latitude: 48.854149, longitude: 2.332646 }
  const { id: placeId } = (await alice.post('/api/cairn/v1/places', cafe)).body
  const told = {
    place_id: placeId,
    status: 'Told on leaving',
    visibility: 'public',
    checkin: { delay: 'leave' },
  }
  const senseless = await alice.post('/api/v1/statuses', { ...told, checkin: { delay: 'soon' } })
  expect(senseless.status).toBe(422)
  expect(senseless.body.error).toContain('delay must be')
  const waiting = (await alice.post('/api/v1/statuses', told)).body
  expect(Date.parse(waiting.scheduled_at)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
  expect(JSON.stringify(await ownPosts())).not.toContain('Told on leaving')
  const checkOut = `/api/cairn/v1/checkins/${waiting.id}/check_out`
  expect((await bob.post(checkOut)).status).toBe(404)
  const left = Date.now()
  expect((await alice.post(checkOut)).body).toEqual({ released: true })
  const post = await published('Told on leaving')
  expect(Date.parse(post.checkin.arrived_at)).toBeLessThanOrEqual(left)
  expect(Date.parse(post.created_at)).toBeGreaterThanOrEqual(left)
  // Who has left is not here any more, though others learn only now that they were.
  const { left_at: leftAt } = (await alice.get(`/api/v1/statuses/${post.id}`)).body.checkin
  expect(Date.parse(leftAt)).toBeGreaterThanOrEqual(left)
})
