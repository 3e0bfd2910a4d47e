import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person, personWith } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let alice: Person
let moderator: Person
const today = new Date().toISOString().slice(0, 10)
const week = {
  start_at: new Date(Date.now() - 6 * 86_400_000).toISOString(),
  end_at: new Date().toISOString(),
}

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  const mona = await createPerson(server, 'mona', { role: 'moderator' })
  const scopes = 'read write admin:read admin:write'
  const token = await server.cairn('token', 'create', '--username', 'mona', '--scopes', scopes)
  moderator = personWith(server.origin, { ...mona, token })
  await alice.post('/api/v1/statuses', { status: 'Good #stones', language: 'de' })
  await eventually(async () => {
    const { body } = await alice.get('/api/v1/tags/stones')
    return body.history?.[0]?.uses === '1'
  }, 'the tag to be counted')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const post = (path: string, body: object) => moderator.post(`/api/v1/admin/${path}`, body)

it.each(['measures', 'dimensions', 'retention', 'trends/tags/1/approve'])(
  'R22: %s are for those who moderate',
  async (path) => {
    const whole = `/api/v1/admin/${path}`
    expect((await callApi(server.origin, { method: 'POST', path: whole, body: {} })).status).toBe(401)
    expect((await alice.post(whole, {})).status).toBe(403)
  },
)

it('measures this server by day, and leaves unknown keys out', async () => {
  const keys = ['new_users', 'active_users', 'interactions', 'opened_reports', 'instance_statuses', 'luck']
  const { body } = await post('measures', { keys, ...week, instance_statuses: { domain: 'far.example' } })
  expectEntity('AdminMeasure', body)
  expect(body.map((one: { key: string }) => one.key)).toEqual(keys.slice(0, 5))
  expect(body[0]).toMatchObject({ key: 'new_users', total: '2', previous_total: '0' })
  expect(body[0].data.at(-1)).toEqual({ date: `${today}T00:00:00.000Z`, value: '2' })
  expect(body[1]).toMatchObject({ key: 'active_users', total: '2' })
  expect((await post('measures', { keys: ['new_users'] })).status).toBe(422)
  expect((await post('measures', { keys: ['tag_uses'], ...week })).status).toBe(422)
})

it('measures a tag by its id', async () => {
  const [tag] = (await moderator.get('/api/v1/admin/tags')).body
  expectEntity('AdminTag', tag)
  const { body } = await post('measures', { keys: ['tag_uses'], ...week, tag_uses: { id: tag.id } })
  expect(body).toMatchObject([{ key: 'tag_uses', total: '1' }])
})

it('says what there is most of', async () => {
  const keys = ['languages', 'sources', 'servers', 'space_usage', 'software_versions']
  const { body } = await post('dimensions', { keys, ...week })
  expectEntity('AdminDimension', body)
  for (const one of body) expectEntity('AdminDimensionData', one.data)
  const of = (key: string) => body.find((one: { key: string }) => one.key === key).data
  expect(of('languages')).toEqual([{ key: 'en', human_key: 'English', value: '2' }])
  expect(of('space_usage')[0]).toMatchObject({ key: 'postgresql', unit: 'bytes' })
  expect(of('software_versions')[0].human_key).toBe('Cairn')
})

it('follows those who joined', async () => {
  const { body } = await post('retention', { start_at: today, end_at: today, frequency: 'day' })
  expectEntity('AdminCohort', body)
  expect(body).toEqual([
    {
      period: `${today}T00:00:00.000Z`,
      frequency: 'day',
      data: [{ date: `${today}T00:00:00.000Z`, rate: 1, value: '2' }],
    },
  ])
  expect((await post('retention', {})).body).toEqual([])
})

it('takes verdicts on what trends', async () => {
  for (const name of ['tags', 'links', 'statuses'])
    expect((await moderator.get(`/api/v1/admin/trends/${name}`)).body).toEqual([])
  const [tag] = (await moderator.get('/api/v1/admin/tags')).body
  expect(tag).toMatchObject({ name: 'stones', trendable: true, usable: true })
  expect((await post(`trends/tags/${tag.id}/reject`, {})).body).toMatchObject({ trendable: false })
  expect((await moderator.get(`/api/v1/admin/tags/${tag.id}`)).body.trendable).toBe(false)
  const path = `/api/v1/admin/tags/${tag.id}`
  expect((await moderator.call('PUT', path, { trendable: true })).body.trendable).toBe(true)
  const { id } = (await alice.post('/api/v1/statuses', { status: 'Look' })).body
  const rejected = await post(`trends/statuses/${id}/reject`, {})
  expectEntity('Status', rejected.body)
  const secret = (await alice.post('/api/v1/statuses', { status: 'Psst', visibility: 'private' })).body.id
  expect((await post(`trends/statuses/${secret}/approve`, {})).status).toBe(404)
  expect((await post('trends/statuses/1/approve', {})).status).toBe(404)
  expect((await post('trends/links/1/approve', {})).status).toBe(404)
  expect((await moderator.get('/api/v1/admin/tags/1')).status).toBe(404)
})

it('tells who lost follows by a block of a domain', async () => {
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await db.sql`
    insert into severances (id, account_id, domain, followers, following, told)
    values (5, ${alice.id}, 'evil.example', 2, 1, true)
  `
  await db.sql`
    insert into notifications (id, account_id, kind, from_account_id, subject_id)
    values (6, ${alice.id}, 'severed_follows', ${alice.id}, 5)
  `
  const { body } = await alice.get('/api/v1/notifications?types[]=severed_relationships')
  expectEntity('Notification', body)
  expect(body).toMatchObject([
    {
      type: 'severed_relationships',
      event: { type: 'domain_block', target_name: 'evil.example', followers_count: 2, following_count: 1 },
    },
  ])
})
