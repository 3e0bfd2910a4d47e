import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { play, type Reader, type Readers, schedules } from './fixtures/schedule.ts'
import { createWorld, type World } from './fixtures/world.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World

beforeAll(async () => {
  database = await freshDatabase()
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
    { numRuns: 40 },
  )
})
