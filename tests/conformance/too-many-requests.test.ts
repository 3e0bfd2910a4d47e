import { afterAll, beforeAll, expect, it } from 'vitest'
import { callApi } from '#kit/person.ts'
import { startServer, type TestServer } from '#kit/start-server.ts'
import { listOperations } from '../../scripts/list-operations.ts'
import { calls } from './calls.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ environment: { CAIRN_RATE_LIMIT: '1' } })
  await callApi(server.origin, { method: 'GET', path: '/api/v1/instance' })
}, 60_000)

afterAll(() => server?.[Symbol.asyncDispose]())

const counted = listOperations().filter(
  ({ method, path }) =>
    `${method} ${path}` in calls && !/^\/(\.well-known|nodeinfo|health|oauth)|streaming/.test(path),
)

it.each(counted)(
  'answers $method $path with 429 and when to come back, after too many',
  async ({ method, path }) => {
    const answer = await callApi(server.origin, { method, path: path.replaceAll(/\{\w+\}/g, '1') })
    expect([answer.status, answer.body]).toEqual([429, { error: expect.any(String) }])
    const header = (name: string) => answer.headers.get(name) ?? ''
    expect([header('x-ratelimit-limit'), header('x-ratelimit-remaining')]).toEqual(['1', '0'])
    expect(Date.parse(header('x-ratelimit-reset'))).toBeGreaterThan(Date.now() - 1000)
    expect(Number(header('retry-after'))).toBeGreaterThan(0)
    expect(header('access-control-expose-headers')).toContain('X-RateLimit-Reset')
    expect(header('access-control-allow-origin')).toBe('*')
  },
)
