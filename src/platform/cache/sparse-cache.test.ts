import { expect, it } from 'vitest'
import { createSparseCache } from './index.ts'

it('asks once for what there is and for what there is not', async () => {
  let now = 0
  const asked: string[][] = []
  const cache = createSparseCache<string, number>({ clock: { now: () => now }, ttlMs: 1000, max: 10 })
  const find = (...keys: string[]) =>
    cache.findAll(keys, async (missing) => {
      asked.push(missing)
      return new Map(missing.includes('a') ? [['a', 1]] : [])
    })
  cache.keepNone('new')
  expect(await find('a', 'none', 'none', 'new')).toEqual(new Map([['a', 1]]))
  expect(await find('a', 'none', 'new')).toEqual(new Map([['a', 1]]))
  cache.forget('none')
  await find('a', 'none')
  now = 1000
  await find('new')
  expect(asked).toEqual([['a', 'none'], ['none'], ['new']])
})
