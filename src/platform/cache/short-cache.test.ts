import { beforeEach, expect, it } from 'vitest'
import { createShortCache, type ShortCache } from './index.ts'

let now = 0
let loads = 0
let cache: ShortCache<string, string>

beforeEach(() => {
  now = 0
  loads = 0
  cache = createShortCache({ clock: { now: () => now }, ttlMs: 5000, max: 2 })
})

const load = async () => `answer ${++loads}`

it('answers from memory until the time to live is over', async () => {
  await cache.get('a', load)
  now = 4999
  expect(await cache.get('a', load)).toBe('answer 1')
  now = 5000
  expect(await cache.get('a', load)).toBe('answer 2')
})

it('lets concurrent callers share one load', async () => {
  expect(await Promise.all([cache.get('a', load), cache.get('a', load)])).toEqual(['answer 1', 'answer 1'])
})

it('never remembers that there was nothing', async () => {
  expect(await cache.get('a', async () => undefined)).toBeUndefined()
  expect(await cache.get('a', load)).toBe('answer 1')
})

it('never remembers a failure', async () => {
  await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down')
  expect(await cache.get('a', load)).toBe('answer 1')
})

it('forgets an answer that was still on its way', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const early = cache.get('a', () => promise)
  cache.forget('a')
  resolve('old')
  expect(await early).toBe('old')
  expect(await cache.get('a', load)).toBe('answer 1')
})

it('keeps no more than its bound', async () => {
  for (const key of ['a', 'b', 'c']) await cache.get(key, load)
  expect(await cache.get('a', load)).toBe('answer 4')
})
