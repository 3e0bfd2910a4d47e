import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { callerOf, openDoor } from './fixtures/open-door.ts'
import { endpoint } from './index.ts'

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
