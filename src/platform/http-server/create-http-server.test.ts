import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callerOf, type Door, openDoor } from './fixtures/open-door.ts'
import { createHttpServer } from './index.ts'

let door: Door
let call: ReturnType<ReturnType<typeof callerOf>>

beforeAll(async () => {
  door = await openDoor([], {
    prepare: (server) => {
      server.get('/plain/:id', async () => ({}))
      server.get('/page', async (_request, reply) =>
        reply
          .headers({
            'content-security-policy': "default-src 'self'",
            'cache-control': 'public',
            'referrer-policy': 'origin',
          })
          .send('page'),
      )
    },
  })
  call = callerOf(door)()
})

afterAll(() => door[Symbol.asyncDispose]())

it('protects every answer unless it protects itself', async () => {
  const plain = await call('/plain/1')
  expect(Object.fromEntries(plain.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'referrer-policy': 'same-origin',
    'cache-control': 'private, no-store',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
  })
  const page = await call('/page')
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-security-policy': "default-src 'self'",
    'cache-control': 'public',
    'referrer-policy': 'origin',
  })
})

it('protects its answer to an address that cannot be read, too, and gives nothing of it back', async () => {
  for (const path of ['/plain/%ff', '/%zz', `/plain/${'x'.repeat(600)}`]) {
    const answer = await call(path)
    expect(answer.status).toBeOneOf([400, 414])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    expect(await answer.json()).toEqual({ error: 'This address cannot be read.' })
  }
})

it.each(['ENOSPC', '53100'])('says that there is no room left where a write meets %s', async (code) => {
  const server = await createHttpServer({
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    trustProxy: [],
    https: false,
  })
  server.get('/write', () => Promise.reject(Object.assign(new Error('no space left on device'), { code })))
  const answer = await server.inject('/write')
  expect([answer.statusCode, answer.json()]).toEqual([
    507,
    { error: expect.stringContaining('no room left') },
  ])
  await server.close()
})

it('names no software and no version', async () => {
  const { headers } = await call('/plain/1')
  expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null])
})

it('lets web clients of other origins call, without cookies', async () => {
  const response = await call('/plain/1', {
    method: 'OPTIONS',
    headers: {
      origin: 'https://client.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,idempotency-key,x-app-version',
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-allow-methods')).toContain('PUT')
  expect(response.headers.get('access-control-allow-headers')).toMatch(
    /authorization.*idempotency-key.*x-app-version/i,
  )
  expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  const answer = await call('/plain/1', { headers: { origin: 'https://client.example' } })
  expect(answer.headers.get('access-control-expose-headers')).toContain('Link')
})

it('logs the pattern of an address, never the address: it may hold a position or a search', async () => {
  await call('/plain/secret-id?latitude=48.85')
  await call('/nowhere/secret-id?q=words')
  const log = JSON.stringify(door.logged)
  expect(log).toContain('/plain/:id')
  expect(log).not.toMatch(/secret-id|48\.85|words/)
})

it('shows a page to a browser that asks for what is not there, and JSON to all others', async () => {
  const server = await createHttpServer({
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    trustProxy: [],
    https: false,
    notFoundPage: async (_request, reply) => reply.code(404).type('text/html').send('<p>Not here'),
  })
  const browser = await server.inject({ url: '/nowhere', headers: { accept: 'text/html,*/*' } })
  const app = await server.inject({ url: '/nowhere', headers: { accept: 'application/json' } })
  expect([browser.statusCode, browser.body]).toEqual([404, '<p>Not here'])
  expect([app.statusCode, app.json()]).toEqual([404, { error: 'There is nothing at this address.' }])
  expect(app.headers['strict-transport-security']).toBeUndefined()
  await server.close()
})

it.each([
  [[], '198.51.100.9', '127.0.0.1'],
  [['127.0.0.1'], '198.51.100.9', '198.51.100.9'],
  [['10.0.0.0/8'], '198.51.100.9', '127.0.0.1'],
])('believes X-Forwarded-For from %j only', async (trustProxy, forwarded, expected) => {
  const server = await createHttpServer({
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    trustProxy,
    https: false,
  })
  server.get('/ip', async (request) => ({ ip: request.ip }))
  const response = await server.inject({ url: '/ip', headers: { 'x-forwarded-for': forwarded } })
  expect(response.json()).toEqual({ ip: expected })
  await server.close()
})

it('closes without waiting for connections that were opened ahead and never used', async () => {
  const server = await createHttpServer({
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    trustProxy: [],
    https: false,
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const accepted = once(server.server, 'connection')
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  const ended = once(socket, 'close')
  await accepted
  await server.close()
  await ended
  expect(server.server.listening).toBe(false)
})
