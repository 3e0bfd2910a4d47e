import { expect, it } from 'vitest'
import { createAttemptLimit } from './attempt-limits.ts'

it('lets a burst through, then one try for each time of refill', () => {
  let now = 0
  const limit = createAttemptLimit({ now: () => now }, { burst: 2, refillSeconds: 60 })
  expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([0, 0, 60])
  now = 59_000
  expect(limit.take('a')).toBe(1)
  now = 60_000
  expect(limit.take('a')).toBe(0)
  expect(limit.take('a')).toBe(60)
})

it('counts keys apart and takes tries back', () => {
  const limit = createAttemptLimit({ now: () => 0 }, { burst: 1, refillSeconds: 60 })
  limit.take('a')
  expect(limit.take('b')).toBe(0)
  limit.giveBack('a')
  expect(limit.take('a')).toBe(0)
})
