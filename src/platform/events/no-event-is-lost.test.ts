import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { readAfterLastId, readAfterLastTransaction } from './fixtures/naive-readers.ts'
import { play, type Readers, schedules } from './fixtures/schedule.ts'
import { createWorld, type World } from './fixtures/world.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World

beforeAll(async () => {
  database = await freshDatabase()
  // Clocks that differ by seconds, so that ids of one process lie before those of another.
  world = await createWorld(database.url, [0, -5000, 3000])
})

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const ours: Readers = {
  read: (peer, witness, batchSize) => processBatch(peer, witness.consumer, batchSize),
  retry: (peer, witness) => retryParked(peer, witness.consumer),
}

it('loses, doubles, hurries and reorders nothing, however transactions interleave, fail and die', async () => {
  await fc.assert(
    fc.asyncProperty(schedules({ faults: true }), async (schedule) => {
      expect(await play(world, schedule, ours)).toEqual([])
    }),
    { numRuns: 25 },
  )
}, 300_000)

it.each([
  ['remembers the last id', readAfterLastId],
  ['remembers the last transaction, but not the open ones', readAfterLastTransaction],
])(
  'finds the lost event of a reader that %s',
  async (_fault, read) => {
    // One process with one clock and without faults: nothing but slow transactions.
    const calm = { ...world, peers: world.peers.slice(0, 1) }
    const outcome = await fc.check(
      fc.asyncProperty(schedules({ faults: false }), async (schedule) => {
        expect(await play(calm, schedule, { read, retry: async () => 0 })).toEqual([])
      }),
      { numRuns: 200, endOnFailure: true },
    )
    expect(outcome.failed).toBe(true)
    expect(String(outcome.errorInstance)).toContain('was lost')
  },
  300_000,
)
