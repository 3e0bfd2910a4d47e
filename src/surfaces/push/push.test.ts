import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectEntity } from '#kit/mastodon-schema.ts'
import { callApi, createPerson, eventually, type Person } from '#kit/person.ts'
import { type PushService, startPushService } from '#kit/push-service.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { openDatabase } from '#platform/db/index.ts'

let server: TestServer
let service: PushService
let alice: Person
let bob: Person
const path = '/api/v1/push/subscription'

beforeAll(async () => {
  service = await startPushService()
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
}, 180_000)

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await service?.[Symbol.asyncDispose]()
})

const publish = async (status: string, more: object = {}) =>
  (await bob.post('/api/v1/statuses', { status, ...more })).body.id as string

const subscribe = (where: string, more: object = {}, data: object = { alerts: { mention: true } }) =>
  alice.post(path, { subscription: { ...service.subscribe(where), ...more }, data })

const bodies = () => service.pushed.map((one) => one.message.body as string)

it('subscribes, tells the key of the server, changes and ends a subscription', async () => {
  expect((await alice.get(path)).status).toBe(404)
  const made = await subscribe(
    '/first',
    {},
    { alerts: { mention: 'true', follow: false }, policy: 'followed' },
  )
  // The description says text; every Mastodon sends a number, and apps decode one.
  expectEntity('WebPushSubscription', { ...made.body, id: String(made.body.id) })
  expect(made.body).toMatchObject({
    endpoint: `${service.origin}/first`,
    standard: false,
    policy: 'followed',
    alerts: { mention: true, follow: false, favourite: false },
  })
  expect((await alice.get('/api/v2/instance')).body.configuration.vapid.public_key).toBe(made.body.server_key)
  const app = await callApi(server.origin, {
    method: 'POST',
    path: '/api/v1/apps',
    body: { client_name: 'App', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob' },
  })
  expect(app.body.vapid_key).toBe(made.body.server_key)
  const changed = await alice.call('PUT', path, { data: { alerts: { favourite: true }, policy: 'all' } })
  expect(changed.body).toMatchObject({ policy: 'all', alerts: { mention: false, favourite: true } })
  expect((await alice.get(path)).body).toEqual(changed.body)
  expect((await alice.call('DELETE', path)).body).toEqual({})
  expect((await alice.get(path)).status).toBe(404)
  expect((await alice.call('PUT', path, { data: { policy: 'all' } })).status).toBe(404)
})

it('wakes with what happened, encrypted as the draft that older apps expect, and as the standard', async () => {
  const made = await subscribe('/draft')
  const id = await publish('@alice <b>good</b> morning & more')
  const first = await eventually(async () => service.pushed[0], 'the first message')
  expect(first).toMatchObject({
    encoding: 'aesgcm',
    serverKey: made.body.server_key,
    message: {
      notification_type: 'mention',
      title: 'bob mentioned you',
      body: '@alice <b>good</b> morning & more',
      preferred_locale: 'en',
    },
  })
  // As apps for iOS decode it: a number, and all its digits.
  const [, notificationId] = /"notification_id":(\d+)/.exec(first.text) ?? []
  const told = await alice.get(`/api/v1/notifications/${notificationId}`)
  expect(told.body).toMatchObject({ type: 'mention', status: { id } })
  await subscribe('/standard', { standard: true })
  await publish('@alice good evening')
  await eventually(async () => bodies().includes('@alice good evening'))
  const second = service.pushed.find((one) => one.message.body === '@alice good evening')
  expect(second).toMatchObject({ encoding: 'aes128gcm', headers: { ttl: '86400' } })
  expect(service.asked.filter((asked) => asked === '/draft')).toHaveLength(1)
})

it('wakes for the kinds and people asked for only, and never for what its reader may not see', async () => {
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 1 })
  await subscribe('/choosy', { standard: true }, { alerts: { mention: true }, policy: 'followed' })
  const mine = (await alice.post('/api/v1/statuses', { status: 'Like me' })).body.id
  await bob.post(`/api/v1/statuses/${mine}/favourite`)
  await publish('@alice from nobody you follow')
  await eventually(async () =>
    (await alice.get('/api/v1/notifications')).body[0]?.status?.content.includes('from nobody you follow'),
  )
  await eventually(async () => (await db.sql`select 1 from jobs limit 1`).length === 0, 'the end of all jobs')
  await alice.post(`/api/v1/accounts/${bob.id}/follow`)
  await publish('@alice from somebody you follow')
  await eventually(async () => bodies().includes('@alice from somebody you follow'))
  expect(bodies()).not.toContain('@alice from nobody you follow')
  expect(service.pushed.filter((one) => one.message.notification_type === 'favourite')).toEqual([])
  await alice.post('/api/v2/filters', {
    title: 'Quiet',
    context: ['notifications'],
    filter_action: 'hide',
    keywords_attributes: [{ keyword: 'hush' }],
  })
  await publish('@alice hush now')
  await publish('@alice loud again')
  await eventually(async () => bodies().includes('@alice loud again'))
  expect(bodies()).not.toContain('@alice hush now')
})

it('forgets a subscription that its service says is gone', async () => {
  await subscribe('/gone')
  service.answerWith(410)
  await publish('@alice anybody home?')
  await eventually(async () => (await alice.get(path)).status === 404, 'the end of the subscription')
  service.answerWith(201)
})

it('goes nowhere that other requests of the server do not go', async () => {
  const inside = service.subscribe('/metadata').keys
  const asked = service.asked.length
  for (const endpoint of ['http://169.254.169.254/push', 'https://[::1]:1/push']) {
    const made = await alice.post(path, {
      subscription: { endpoint, keys: inside },
      data: { alerts: { mention: true } },
    })
    expect(made.status).toBe(200)
    await publish(`@alice to ${endpoint}`)
  }
  await using db = openDatabase(server.databaseUrl ?? '', { maxConnections: 2 })
  const given = await eventually(async () => {
    const rows = await db.sql<{ lastError: string }[]>`
      select last_error from dead_jobs where kind = 'push-notification'
    `
    return rows.length === 2 && rows
  }, 'both messages given up')
  for (const { lastError } of given) expect(lastError).toMatch(/address/i)
  expect(service.asked).toHaveLength(asked)
})

it('refuses wrong addresses and keys (422), no token (401) and other scopes (403)', async () => {
  const { keys } = service.subscribe('/never')
  const tries = await Promise.all([
    alice.post(path, { subscription: { endpoint: 'ftp://push.example', keys } }),
    alice.post(path, { subscription: { endpoint: 'nonsense', keys } }),
    alice.post(path, {
      subscription: { endpoint: 'https://push.example', keys: { ...keys, p256dh: 'AAAA' } },
    }),
    alice.post(path, { subscription: { endpoint: 'https://push.example', keys: { ...keys, auth: 'AAAA' } } }),
    alice.post(path, {}),
  ])
  expect(tries.map((answer) => answer.status)).toEqual([422, 422, 422, 422, 422])
  expect((await callApi(server.origin, { method: 'GET', path })).status).toBe(401)
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read write')
  const headers = { authorization: `Bearer ${token}` }
  expect((await callApi(server.origin, { method: 'GET', path, headers })).status).toBe(403)
})
