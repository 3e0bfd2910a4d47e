import { expect, it, vi } from 'vitest'
import { createBatcher } from './index.ts'

/** Doubles numbers; each batch ends when the test says so, or at once without a gate. */
function createDoubler(options: { max?: number; maxSize?: number; gated?: boolean; alone?: boolean } = {}) {
  const batches: (readonly number[])[] = []
  const gates: (() => void)[] = []
  const batcher = createBatcher<number, number>({
    max: options.max ?? 10,
    ...(options.maxSize !== undefined && { maxSize: options.maxSize, sizeOf: (n) => n }),
    ...(options.alone !== undefined && { alone: options.alone }),
    async run(items) {
      batches.push(items)
      if (options.gated) await new Promise<void>((resolve) => gates.push(resolve))
      if (items.includes(13)) throw new Error('Thirteen.')
      return items.map((n) => n * 2)
    },
  })
  return { batcher, batches, gates }
}

it('does together what was asked for in one turn', async () => {
  const { batcher, batches } = createDoubler()
  expect(await Promise.all([1, 2, 3].map((n) => batcher.add(n)))).toEqual([2, 4, 6])
  expect(batches).toEqual([[1, 2, 3]])
})

it('gathers the next batch while one is on its way', async () => {
  const { batcher, batches, gates } = createDoubler({ gated: true })
  const first = batcher.add(1)
  await vi.waitUntil(() => gates.length === 1)
  const later = [batcher.add(2), batcher.add(3)]
  expect(batcher.waiting).toBe(2)
  gates[0]?.()
  await first
  await vi.waitUntil(() => gates.length === 2)
  gates[1]?.()
  expect(await Promise.all(later)).toEqual([4, 6])
  expect(batches).toEqual([[1], [2, 3]])
})

it('keeps to its bounds of number and size', async () => {
  const few = createDoubler({ max: 2 })
  await Promise.all([1, 2, 3].map((n) => few.batcher.add(n)))
  expect(few.batches).toEqual([[1, 2], [3]])
  const small = createDoubler({ maxSize: 5 })
  await Promise.all([9, 2, 3, 4].map((n) => small.batcher.add(n)))
  expect(small.batches).toEqual([[9], [2, 3], [4]])
})

it('takes out an item that fails, and gives each caller its own outcome', async () => {
  const { batcher } = createDoubler()
  const outcomes = await Promise.allSettled([1, 13, 2].map((n) => batcher.add(n)))
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it('fails all of a batch together where it is told to', async () => {
  const { batcher, batches } = createDoubler({ alone: false })
  const outcomes = await Promise.allSettled([1, 13].map((n) => batcher.add(n)))
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
  expect(batches).toHaveLength(1)
})
