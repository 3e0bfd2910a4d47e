import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import type { Transaction } from '#platform/db/index.ts'
import { currentRequestId, withRequestId } from '#platform/log/index.ts'
import { type Batch, createReadBatch } from './cursor-store.ts'
import { createWitness, type Witness } from './fixtures/witness.ts'
import {
  createWorld,
  listEffects,
  peerAt,
  type ThingFact,
  thingChanged,
  thingNoted,
  type World,
  waitForHorizon,
} from './fixtures/world.ts'
import { changeThing, startWriter, type WriterPlan } from './fixtures/writer.ts'
import { on } from './index.ts'
import { processBatch } from './process-batch.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World
let witness: Witness

beforeAll(async () => {
  database = await freshDatabase()
  world = await createWorld(database.url, [0, -5000])
})

beforeEach(async () => {
  await world.reset(['thing:1', 'thing:2'])
  witness = createWitness('witness')
})

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const once: WriterPlan = { subject: 'thing:1', steps: [{ act: 'announce', faults: 0 }], end: 'commit' }

const write = (peer: number, plan: Partial<WriterPlan> = {}) =>
  startWriter(world, peerAt(world, peer), { ...once, ...plan })

async function finish(writer: ReturnType<typeof write>): Promise<void> {
  while (!writer.isDone()) await writer.tick()
}

/** Lets the consumer look until it finds nothing more. */
async function catchUp(batchSize?: number): Promise<string[]> {
  await waitForHorizon(world)
  while ((await processBatch(peerAt(world, 0), witness.consumer, batchSize)) > 0);
  return listEffects(world, 'witness')
}

const look = () => processBatch(peerAt(world, 1), witness.consumer)

it('is read only after the commit', async () => {
  const writer = write(0)
  await writer.tick()
  await writer.tick()
  expect(await look()).toBe(0)
  await finish(writer)
  expect(await catchUp()).toEqual(['thing:1 v1'])
})

it('forgets what was rolled back', async () => {
  await finish(write(0, { end: 'rollback' }))
  await finish(write(0, { steps: [{ act: 'announce-in-vain' }, { act: 'announce', faults: 0 }] }))
  expect(await catchUp()).toEqual(['thing:1 v1'])
})

it('stays behind an older open transaction, so that nothing appears behind a cursor', async () => {
  const older = write(0)
  await older.tick()
  await older.tick()
  await finish(write(1, { subject: 'thing:2' }))
  expect(await look()).toBe(0)
  await finish(older)
  expect(await catchUp()).toEqual(['thing:1 v1', 'thing:2 v1'])
})

it('keeps the order of a subject when its writers wait for one another', async () => {
  const first = write(0)
  const second = write(1)
  await first.tick()
  await second.tick()
  await first.tick()
  await finish(first)
  await finish(second)
  expect(await catchUp()).toEqual(['thing:1 v1', 'thing:1 v2'])
})

it('keeps it even for a writer that writes before it locks, by letting it start again', async () => {
  const gate = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const careless = peerAt(world, 0).db.transact(async (tx) => {
    await tx.sql`update subjects set version = version where name = 'thing:2'`
    started.resolve()
    await gate.promise
    await announce(tx, 2)
  })
  await started.promise
  await changeThing(peerAt(world, 1), 'thing:1')
  gate.resolve()
  await careless
  expect(await catchUp()).toEqual(['thing:1 v1', 'thing:1 v2'])
})

it('shows a new consumer everything that is kept', async () => {
  await changeThing(peerAt(world, 0), 'thing:1', { count: 3 })
  expect(await catchUp()).toHaveLength(3)
  witness = createWitness('newcomer')
  await catchUp()
  expect(await listEffects(world, 'newcomer')).toEqual(['thing:1 v1', 'thing:1 v2', 'thing:1 v3'])
})

it('shows a consumer only the types that it reacts to', async () => {
  await changeThing(peerAt(world, 0), 'thing:1', { count: 4 })
  witness = createWitness('witness', [thingChanged])
  expect(await catchUp()).toEqual(['thing:1 v2', 'thing:1 v4'])
})

it('loses nothing where a batch ends in the middle of a transaction', async () => {
  await changeThing(peerAt(world, 0), 'thing:1', { count: 5 })
  await changeThing(peerAt(world, 0), 'thing:2', { count: 2 })
  expect(await catchUp(2)).toHaveLength(7)
})

it('gives one batch to one of two processes that look at once', async () => {
  await changeThing(peerAt(world, 0), 'thing:1', { count: 3 })
  await waitForHorizon(world)
  const handled = await Promise.all(
    [0, 1, 2].map((peer) => processBatch(peerAt(world, peer), witness.consumer)),
  )
  expect(handled.filter((count) => count > 0)).toEqual([3])
  expect(await listEffects(world, 'witness')).toHaveLength(3)
})

it('gives consumers that look together what each of them reads, from where each stands', async () => {
  const peer = peerAt(world, 0)
  const readBatch = createReadBatch(peer.db)
  await changeThing(peer, 'thing:1', { count: 4 })
  await waitForHorizon(world)
  expect(await processBatch(peer, witness.consumer, 3)).toBe(3)
  const picky = { name: 'picky', reactions: [on(thingNoted, async () => undefined)] }
  const [ahead, noted, full] = await Promise.all([
    readBatch(witness.consumer, 10),
    readBatch(picky, 10),
    readBatch({ ...witness.consumer, name: 'new' }, 2),
  ])
  const told = (batch: Batch) => batch.events.map((event) => [event.type, (event.data as ThingFact).version])
  expect(told(ahead)).toEqual([['thing.changed', 4]])
  expect(told(noted)).toEqual([
    ['thing.noted', 1],
    ['thing.noted', 3],
  ])
  expect(told(full)).toEqual([
    ['thing.noted', 1],
    ['thing.changed', 2],
  ])
})

it('refuses a cursor that another cluster wrote', async () => {
  await world.watcher.sql`insert into event_cursors (consumer, xid, id) values ('witness', '999999999', 0)`
  await expect(look()).rejects.toThrow('restored from another cluster')
})

it('carries the id of the request into the reaction', async () => {
  const seen: (string | undefined)[] = []
  const consumer = {
    name: 'witness',
    reactions: [
      on(thingNoted, async (events) => {
        seen.push(currentRequestId(), events[0]?.requestId ?? undefined)
      }),
    ],
  }
  await withRequestId('request-7', () => changeThing(peerAt(world, 0), 'thing:1'))
  await waitForHorizon(world)
  await processBatch(peerAt(world, 0), consumer)
  expect(seen).toEqual(['request-7', 'request-7'])
})

it('wakes listeners here at the commit, and not before', async () => {
  const calls: string[] = []
  using _listening = peerAt(world, 0).eventLog.onWake(() => calls.push('woken'))
  const writer = write(0)
  await writer.tick()
  await writer.tick()
  expect(calls).toEqual([])
  await finish(writer)
  expect(calls).toEqual(['woken'])
})

it('wakes listeners in other processes', async () => {
  await peerAt(world, 0).eventLog.listen()
  await peerAt(world, 1).eventLog.listen()
  const woken = Promise.withResolvers<void>()
  using _listening = peerAt(world, 1).eventLog.onWake(() => woken.resolve())
  await changeThing(peerAt(world, 0), 'thing:1')
  await expect(woken.promise).resolves.toBeUndefined()
})

it('lets a reaction that announces out of turn start its batch again, and parks nothing', async () => {
  const peer = peerAt(world, 0)
  let tries = 0
  const consumer = {
    name: 'witness',
    reactions: [
      on(thingNoted, async (events, tx) => {
        tries += 1
        // While the batch is under way, somebody else speaks of the thing that the reaction is about to speak of.
        if (tries === 1) await changeThing(peerAt(world, 1), 'thing:2', { count: 2 })
        await tx.sql`select 1 from subjects where name = 'thing:2' for update`
        await peer.eventLog.announce(tx, thingChanged, {
          subject: 'thing:2',
          data: { version: 9, faults: 0 },
        })
        expect(events[0]?.subject).toBe('thing:1')
      }),
    ],
  }
  await changeThing(peer, 'thing:1')
  await waitForHorizon(world)
  expect(await processBatch(peer, consumer)).toBe(1)
  const parked = await world.watcher.sql`select 1 from parked_events`
  expect([tries, parked.length]).toEqual([2, 0])
  expect(await catchUp()).toEqual(['thing:2 v1', 'thing:2 v2', 'thing:2 v9'])
})

async function announce(tx: Transaction, version: number): Promise<void> {
  await peerAt(world, 0).eventLog.announce(tx, thingChanged, {
    subject: 'thing:1',
    data: { version, faults: 0 },
  })
}
