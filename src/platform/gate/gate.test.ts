import { expect, it } from 'vitest'
import { createGate } from './index.ts'

it('lets in so many at once and the others in order, failures or not', async () => {
  const gate = createGate({ atOnce: 2, mostWaiting: 2 })
  const ends: (() => void)[] = []
  const began: number[] = []
  let inside = 0
  let most = 0
  const work = (n: number) =>
    gate.enter(async () => {
      began.push(n)
      most = Math.max(most, ++inside)
      await new Promise<void>((resolve) => ends.push(resolve))
      inside--
      if (n === 1) throw new Error('one fails')
      return n
    })
  const all = Promise.allSettled([1, 2, 3, 4].map(work))
  expect(gate.isFull).toBe(true)
  while (began.length < 4 || ends.length > 0) {
    ends.shift()?.()
    await Promise.resolve()
  }
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect(began).toEqual([1, 2, 3, 4])
  expect(most).toBe(2)
  expect(gate.isFull).toBe(false)
  expect(await gate.enter(async () => 5)).toBe(5)
})
