import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { callerOf, openDoor } from './fixtures/open-door.ts'
import { createHttpServer, createLimiter, endpoint } from './index.ts'

const endpoints = [
  endpoint({
    method: 'GET',
    path: '/it',
    access: { who: 'public' },
    summary: 'Does nothing.',
    query: Type.Object({}),
    handle: async () => ({}),
  }),
]

const start = Date.UTC(2026, 5, 1, 12)

async function openLimited(limit: number) {
  const clock = { time: start }
  const door = await openDoor(endpoints, { limit, now: () => clock.time })
  const call = callerOf(door)
  return {
    clock,
    ask: (token?: string) => call(token)('/it'),
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  }
}

it('says how much is left, and until when it counts', async () => {
  await using door = await openLimited(3)
  const response = await door.ask()
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-reset': '2026-06-01T12:05:00.000Z',
  })
})

it('refuses what is too much, and says how long to wait', async () => {
  await using door = await openLimited(2)
  await door.ask()
  await door.ask()
  door.clock.time += 60_000
  const response = await door.ask()
  expect([
    response.status,
    response.headers.get('retry-after'),
    response.headers.get('x-ratelimit-remaining'),
  ]).toEqual([429, '240', '0'])
  expect(await response.json()).toEqual({ error: expect.stringContaining('Too many requests') })
})

it('counts anew in the next window', async () => {
  await using door = await openLimited(1)
  await door.ask()
  expect((await door.ask()).status).toBe(429)
  door.clock.time += 300_000
  expect((await door.ask()).status).toBe(200)
})

it('counts accounts apart from one another and from those who are unknown', async () => {
  await using door = await openLimited(1)
  expect((await door.ask()).status).toBe(200)
  expect((await door.ask('alice')).status).toBe(200)
  expect((await door.ask('alice-statuses')).status).toBe(429)
})

it('counts nothing when there is no limit', async () => {
  await using door = await openLimited(0)
  const response = await door.ask()
  expect([response.status, response.headers.get('x-ratelimit-limit')]).toEqual([200, null])
})

it('R41: counts requests with tokens that do not count, too', async () => {
  await using door = await openLimited(2)
  const statuses: number[] = []
  for (let n = 0; n < 3; n++) statuses.push((await door.ask('forged')).status)
  expect(statuses).toEqual([401, 401, 429])
})

it('R41: counts an IPv6 network as one, whose addresses nobody runs out of', async () => {
  const server = await createHttpServer({
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    trustProxy: ['127.0.0.1'],
    https: false,
  })
  const limit = createLimiter({ now: () => 0 }, 1)
  server.get('/it', async (request, reply) => limit(request, reply, undefined))
  const ask = async (address: string) =>
    (await server.inject({ url: '/it', headers: { 'x-forwarded-for': address } })).statusCode
  expect(await ask('2001:db8:1:2::1')).toBe(200)
  expect(await ask('2001:db8:1:2:ffff::2')).toBe(429)
  expect(await ask('2001:db8:1:3::1')).toBe(200)
  await server.close()
})
