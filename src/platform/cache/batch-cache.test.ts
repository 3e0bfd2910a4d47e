import { beforeEach, expect, it } from 'vitest'
import { type BatchCache, createBatchCache } from './index.ts'

let now = 0
let asked: string[][] = []
let cache: BatchCache<string, { n: number }>

beforeEach(() => {
  now = 0
  asked = []
  cache = createBatchCache({ clock: { now: () => now }, ttlMs: 1000, max: 10 })
})

const load = async (missing: string[]) => {
  asked.push(missing)
  return new Map(missing.filter((key) => key !== 'absent').map((key) => [key, { n: asked.length }]))
}

it('asks only for what it does not remember', async () => {
  await cache.getAll(['a', 'b'], load)
  const found = await cache.getAll(['a', 'b', 'c'], load)
  expect(asked).toEqual([['a', 'b'], ['c']])
  expect([...found.keys()].sort()).toEqual(['a', 'b', 'c'])
})

it('asks again when the time to live is over, and for what was absent', async () => {
  await cache.getAll(['a', 'absent'], load)
  now = 1000
  await cache.getAll(['a', 'absent'], load)
  expect(asked).toEqual([
    ['a', 'absent'],
    ['a', 'absent'],
  ])
})

it('does not remember an answer that was on its way when its row changed', async () => {
  const { promise, resolve } = Promise.withResolvers<Map<string, { n: number }>>()
  const early = cache.getAll(['a'], () => promise)
  cache.forget('a')
  resolve(new Map([['a', { n: 0 }]]))
  expect((await early).get('a')).toEqual({ n: 0 })
  expect((await cache.getAll(['a'], load)).get('a')).toEqual({ n: 1 })
})
