import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createWitness } from './fixtures/witness.ts'
import {
  createWorld,
  listEffects,
  peerAt,
  thingChanged,
  type World,
  waitForHorizon,
} from './fixtures/world.ts'
import { changeThing } from './fixtures/writer.ts'
import { pruneEvents } from './index.ts'
import { processBatch } from './process-batch.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World

beforeAll(async () => {
  database = await freshDatabase()
  world = await createWorld(database.url, [0])
})

beforeEach(async () => {
  await world.reset(['thing:1'])
  await changeThing(peerAt(world, 0), 'thing:1', { count: 4 })
  await waitForHorizon(world)
})

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const read = (name: string, batchSize?: number) =>
  processBatch(peerAt(world, 0), createWitness(name).consumer, batchSize)

const age = () => world.watcher.sql`update events set created_at = created_at - interval '31 days'`

async function countEvents(): Promise<number> {
  const [row] = await world.watcher.sql<{ count: number }[]>`select count(*)::int as count from events`
  return row?.count ?? -1
}

it('keeps what is young', async () => {
  await read('one')
  expect(await pruneEvents(world.watcher, 30)).toBe(0)
})

it('deletes what is old and read by all', async () => {
  await read('one')
  await read('two')
  await age()
  expect(await pruneEvents(world.watcher, 30)).toBe(4)
  expect(await countEvents()).toBe(0)
})

it('deletes nothing while nobody has read', async () => {
  await age()
  expect(await pruneEvents(world.watcher, 30)).toBe(0)
})

it('deletes nothing that one consumer has yet to read, even in the middle of a transaction', async () => {
  await read('fast')
  await read('slow', 2)
  await age()
  expect(await pruneEvents(world.watcher, 30)).toBe(0)
  while ((await read('slow', 2)) > 0);
  expect(await listEffects(world, 'slow')).toHaveLength(4)
  // A consumer that ended exactly at a batch has passed all but has yet to learn it.
  await changeThing(peerAt(world, 0), 'thing:1')
  await waitForHorizon(world)
  await read('slow')
  await read('fast')
  expect(await pruneEvents(world.watcher, 30)).toBe(4)
})

it('needs no consumer to read what it does not react to', async () => {
  await read('one')
  const picky = createWitness('picky', [thingChanged])
  await processBatch(peerAt(world, 0), picky.consumer)
  await age()
  expect(await pruneEvents(world.watcher, 30)).toBe(4)
})
