import { expect, it } from 'vitest'
import { slopeOf, watchMemory } from './watch-memory.ts'

it('finds the slope of memory through a leap', () => {
  const samples = Array.from({ length: 100 }, (_, index) => ({
    atMs: index * 1000,
    mib: 100 + index * 0.5 + (index === 50 ? 80 : 0),
  }))
  expect(slopeOf(samples) * 1000).toBeCloseTo(0.5, 5)
  expect(slopeOf([])).toBe(0)
})

it('watches a process, and none that is not there', async () => {
  const watch = watchMemory([
    { name: 'this', pid: () => process.pid },
    { name: 'none', pid: () => undefined },
  ])
  const [here, none] = await watch.stop()
  expect(here?.last).toBeGreaterThan(10)
  expect(none).toMatchObject({ last: 0, highest: 0, slopePerHour: 0 })
})
