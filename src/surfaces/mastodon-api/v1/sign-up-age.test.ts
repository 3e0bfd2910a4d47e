import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let token: string

beforeAll(async () => {
  server = await startServer()
  await server.cairn('settings', 'set', 'min-age', '16')
  const app = { client_name: 'App', redirect_uris: 'urn:ietf:wg:oauth:2.0:oob', scopes: 'read write' }
  const { body: client } = await callApi(server.origin, { method: 'POST', path: '/api/v1/apps', body: app })
  const { client_id, client_secret } = client as { client_id: string; client_secret: string }
  const wish = { grant_type: 'client_credentials', scope: 'read write', client_id, client_secret }
  const answer = await callApi(server.origin, { method: 'POST', path: '/oauth/token', body: wish })
  token = answer.body.access_token as string
}, 240_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const join = (username: string, more: object) =>
  callApi(server.origin, {
    method: 'POST',
    path: '/api/v1/accounts',
    headers: { authorization: `Bearer ${token}` },
    body: {
      username,
      email: `${username}@example.org`,
      password: 'correct horse battery',
      agreement: true,
      locale: 'en',
      ...more,
    },
  })

it('says how old people must be, and asks apps and browsers for a date of birth', async () => {
  const { body } = await callApi(server.origin, { method: 'GET', path: '/api/v2/instance' })
  expect(body.registrations.min_age).toBe(16)
  const page = await (await fetch(`${server.origin}/auth/sign-up`)).text()
  expect(page).toContain('name="date_of_birth"')
})

it.each([
  [undefined, 'ERR_BLANK'],
  ['yesterday', 'ERR_INVALID'],
  [`${new Date().getUTCFullYear() - 10}-01-01`, 'ERR_BELOW_LIMIT'],
])('refuses %s with %s', async (date_of_birth, error) => {
  const refused = await join('young', { date_of_birth })
  expect([refused.status, refused.body.details.date_of_birth[0].error]).toEqual([422, error])
})

it('lets in who is old enough', async () => {
  const joined = await join('older', { date_of_birth: '1990-05-17' })
  expect([joined.status, joined.body.token_type]).toEqual([200, 'Bearer'])
})
