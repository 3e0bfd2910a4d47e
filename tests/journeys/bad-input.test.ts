import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, callApi, createPerson, type Person } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'

let server: TestServer
let alice: Person
let bob: Person

beforeAll(async () => {
  server = await startServer()
  alice = await createPerson(server, 'alice')
  bob = await createPerson(server, 'bob')
})

afterAll(() => server?.[Symbol.asyncDispose]())

function expectRefusal(answer: Answer, status: number): void {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(typeof answer.body.error).toBe('string')
}

const raw = async (body: string, contentType = 'application/json'): Promise<Answer> => {
  const response = await fetch(`${server.origin}/api/v1/statuses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${alice.token}`, 'content-type': contentType },
    body,
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

it('refuses malformed JSON with 400', async () => {
  expectRefusal(await raw('{"status": "half'), 400)
})

it('refuses JSON that reaches for prototypes', async () => {
  const answer = await raw('{"__proto__": {"admin": true}, "status": "x"}')
  expectRefusal(answer, 400)
})

it.each([
  ['a number of media ids', { status: 'x', media_ids: 7.5 }],
  ['an object for a text', { status: { text: 'x' } }],
  ['an unknown visibility', { status: 'x', visibility: 'everybody' }],
  ['no text at all', {}],
  ['a text that is too long', { status: 'x'.repeat(501) }],
  ['too many photos', { status: 'x', media_ids: ['1', '2', '3', '4', '5'] }],
  ['a photo that is not there', { status: 'x', media_ids: ['1'] }],
  ['an impossible latitude', { place_id: '1', checkin: { latitude: 91, longitude: 0 } }],
  ['a poll with one answer', { status: 'x', poll: { options: ['a'], expires_in: 300 } }],
])('refuses %s with 422 and writes nothing', async (_what, body) => {
  const before = (await alice.get(`/api/v1/accounts/${alice.id}/statuses`)).body.length
  expectRefusal(await alice.post('/api/v1/statuses', body), 422)
  expect((await alice.get(`/api/v1/accounts/${alice.id}/statuses`)).body).toHaveLength(before)
})

it('keeps a text with NUL bytes and lone surrogates out or whole, never half', async () => {
  const answer = await alice.post('/api/v1/statuses', { status: 'a\u0000b\ud800c' })
  expect([200, 422]).toContain(answer.status)
})

it('refuses a body that is too large with 413', async () => {
  for (let round = 0; round < 20; round += 1) {
    expectRefusal(await alice.post('/api/v1/statuses', { status: 'x'.repeat(2_000_000) }), 413)
  }
})

it.each(['0', '-1', '1', 'abc', '9223372036854775808', '1.5', "1'--", '%00', '999999999999999999999'])(
  'answers 404 to the unknown id %s',
  async (id) => {
    expectRefusal(await alice.get(`/api/v1/statuses/${id}`), 404)
    expectRefusal(await alice.get(`/api/v1/accounts/${id}`), 404)
    expectRefusal(await alice.post(`/api/v1/statuses/${id}/favourite`), 404)
    expectRefusal(await alice.get(`/api/cairn/v1/places/${id}`), 404)
  },
)

it.each(['9223372036854775807', '9223372036854775808', '9999999999999999999'])(
  'answers 404 to the id %s wherever an id stands in the address',
  async (id) => {
    const paths = [
      ...['lists', 'timelines/list', 'notifications', 'notifications/requests'].map((path) => `v1/${path}`),
      ...['scheduled_statuses', 'media'].map((path) => `v1/${path}`),
      ...['filters', 'filters/keywords', 'filters/statuses'].map((path) => `v2/${path}`),
    ]
    for (const path of paths) expectRefusal(await alice.get(`/api/${path}/${id}`), 404)
    expectRefusal(await alice.post(`/api/v1/conversations/${id}/read`), 404)
    expectRefusal(await alice.call('DELETE', `/api/v1/featured_tags/${id}`), 404)
  },
)

it('refuses to mute for longer than the calendar of the database goes', async () => {
  const duration = '99999999999999999999'
  expectRefusal(await alice.post(`/api/v1/accounts/${bob.id}/mute`, { duration }), 422)
})

it.each(['max_id', 'since_id', 'min_id', 'limit'])('bears nonsense in %s', async (name) => {
  const answer = await alice.get(`/api/v1/timelines/home?${name}=nonsense`)
  expect([200, 422]).toContain(answer.status)
})

it('refuses forged, revoked and missing tokens with 401', async () => {
  const get = (token?: string) =>
    callApi(server.origin, {
      method: 'GET',
      path: '/api/v1/timelines/home',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
  expectRefusal(await get(), 401)
  expectRefusal(await get('forged'), 401)
  expectRefusal(await get(`${alice.token.slice(0, -1)}x`), 401)
})

it('refuses a token without the scope with 403', async () => {
  const token = await server.cairn('token', 'create', '--username', 'alice', '--scopes', 'read:accounts')
  const headers = { authorization: `Bearer ${token}` }
  expectRefusal(await callApi(server.origin, { method: 'GET', path: '/api/v1/timelines/home', headers }), 403)
  expectRefusal(
    await callApi(server.origin, {
      method: 'POST',
      path: '/api/v1/statuses',
      headers,
      body: { status: 'x' },
    }),
    403,
  )
})

it.each([
  ['text', 'just text'],
  ['a broken JPEG', '\u00ff\u00d8\u00ff\u00e0 broken'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['nothing', ''],
])('refuses %s as a photo with 422', async (_what, content) => {
  const form = new FormData()
  form.set('file', new Blob([Buffer.from(content, 'latin1')], { type: 'image/jpeg' }), 'x.jpg')
  expectRefusal(await alice.call('POST', '/api/v2/media', form), 422)
})

it('serves hostile text as text', async () => {
  const hostile =
    '<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3) https://example.org/"onmouseover="x'
  const { body } = await alice.post('/api/v1/statuses', { status: hostile, visibility: 'public' })
  expect(body.content).not.toMatch(/<script|<img|href="javascript|" onmouseover|"onmouseover/)
  const page = await fetch(body.url)
  const text = await page.text()
  expect(text).not.toMatch(/<script>alert|<img src=x/)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
})

it('does not let others edit, delete or attach what is not theirs', async () => {
  const { body: post } = await alice.post('/api/v1/statuses', { status: 'Mine' })
  expectRefusal(await bob.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'Yours' }), 404)
  expectRefusal(await bob.call('DELETE', `/api/v1/statuses/${post.id}`), 404)
  expect((await alice.get(`/api/v1/statuses/${post.id}`)).body.content).toBe('<p>Mine</p>')
})

it('answers unknown addresses in its own shape', async () => {
  expectRefusal(await alice.get('/api/v1/nothing/here'), 404)
})
