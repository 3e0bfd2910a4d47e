import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { alwaysFails, createWitness, type Witness } from './fixtures/witness.ts'
import { createWorld, listEffects, peerAt, type World, waitForHorizon } from './fixtures/world.ts'
import { changeThing } from './fixtures/writer.ts'
import { dropDeadEvent, listDeadEvents, replayDeadEvent } from './index.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World
let witness: Witness

beforeAll(async () => {
  database = await freshDatabase()
  world = await createWorld(database.url, [0, 0])
})

beforeEach(async () => {
  await world.reset(['thing:1', 'thing:2'])
  witness = createWitness('witness')
})

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const change = (subject: string, options?: { faults?: number; count?: number }) =>
  changeThing(peerAt(world, 0), subject, options)

async function read(): Promise<void> {
  await waitForHorizon(world)
  while ((await processBatch(peerAt(world, 0), witness.consumer)) > 0);
}

/** Tries every parked event once that is first of its subject, as if its time had come. */
async function retry(): Promise<number> {
  await world.watcher.sql`update parked_events set run_at = now() where dead_at is null`
  return retryParked(peerAt(world, 1), witness.consumer)
}

async function retryAll(): Promise<void> {
  while ((await retry()) > 0);
}

// The first try is two: with all of its batch, and then with each event alone.
const effects = () => listEffects(world, 'witness')

it('parks what fails, and goes on with other subjects', async () => {
  await change('thing:1', { faults: 3 })
  await change('thing:2')
  await read()
  expect(await effects()).toEqual(['thing:2 v1'])
})

it('lets later events of the subject wait, in the same batch and in later ones', async () => {
  await change('thing:1', { faults: 2 })
  await change('thing:1', { count: 2 })
  await read()
  await change('thing:1')
  await read()
  expect(await effects()).toEqual([])
  await retryAll()
  expect(await effects()).toEqual(['thing:1 v1', 'thing:1 v2', 'thing:1 v3', 'thing:1 v4'])
})

it('tries again only when the time has come, and later each time', async () => {
  await change('thing:1', { faults: 4 })
  await read()
  expect(await retryParked(peerAt(world, 0), witness.consumer)).toBe(0)
  const waits: number[] = []
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await retry()).toBe(1)
    const [row] = await world.watcher.sql<{ wait: number }[]>`
      select extract(epoch from run_at - now())::float as wait from parked_events
    `
    waits.push(row?.wait ?? 0)
  }
  // Half of 2 s to 2 s, then half of 4 s to 4 s, less what the test itself took.
  expect(waits[0]).toBeLessThanOrEqual(2)
  expect(waits[1]).toBeLessThanOrEqual(4)
  expect(waits[1]).toBeGreaterThan(0)
})

it('tells a retried event when it happened, not when it was retried', async () => {
  const times: Date[] = []
  const consumer = {
    name: 'witness',
    reactions: witness.consumer.reactions.map(({ type }) => ({
      type,
      handle: async (events: readonly { at: Date }[]) => {
        times.push(...events.map((event) => event.at))
        if (times.length <= 2) throw new Error('Not yet.')
      },
    })),
  }
  await change('thing:1')
  await waitForHorizon(world)
  await processBatch(peerAt(world, 0), consumer)
  await world.watcher.sql`update parked_events set run_at = now()`
  await retryParked(peerAt(world, 0), consumer)
  expect(times).toHaveLength(3)
  // Told once by the database's clock, once by that of the id's maker.
  expect(Math.abs(Number(times[0]) - Number(times[2]))).toBeLessThan(10_000)
})

it('gives up after ten tries, keeps what is dead for the operator, and lets the subject go on', async () => {
  await change('thing:1', { faults: alwaysFails })
  await change('thing:1')
  await read()
  for (let attempt = 2; attempt <= 9; attempt++) expect(await retry()).toBe(1)
  expect(await listDeadEvents(world.watcher)).toEqual([])
  await retryAll()
  expect(await effects()).toEqual(['thing:1 v2'])
  expect(await listDeadEvents(world.watcher)).toMatchObject([
    {
      consumer: 'witness',
      type: 'thing.noted',
      subject: 'thing:1',
      data: { version: 1 },
      attempts: 10,
      lastError: expect.stringContaining('Failure 11 of thing:1.'),
    },
  ])
})

it('hands a dead event to its consumer again when the operator asks', async () => {
  await change('thing:1', { faults: 13 })
  await read()
  await retryAll()
  const [dead] = await listDeadEvents(world.watcher)
  expect(await replayDeadEvent(world.watcher, dead?.id ?? '')).toBe(1)
  expect(await listDeadEvents(world.watcher)).toEqual([])
  await retryAll()
  expect(await effects()).toEqual(['thing:1 v1'])
})

it('drops a dead event for good, and nothing that is alive', async () => {
  await change('thing:1', { faults: alwaysFails })
  await change('thing:2', { faults: 1 })
  await read()
  while ((await listDeadEvents(world.watcher)).length === 0) {
    await world.watcher.sql`update parked_events set run_at = now() where subject = 'thing:1'`
    await retryParked(peerAt(world, 0), witness.consumer)
  }
  const parked = await world.watcher.sql<{ id: string }[]>`select id from parked_events order by subject`
  const dropped = await Promise.all(parked.map((event) => dropDeadEvent(world.watcher, event.id)))
  expect(dropped).toEqual([1, 0])
  await retryAll()
  expect(await effects()).toEqual(['thing:2 v1'])
})
