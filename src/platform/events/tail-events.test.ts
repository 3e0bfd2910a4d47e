import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createWorld, peerAt, type World } from './fixtures/world.ts'
import { changeThing } from './fixtures/writer.ts'
import { type AppendedEvent, isBefore, parsePosition, readLog, tailEvents } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let world: World
const types = ['thing.changed', 'thing.noted']

beforeAll(async () => {
  database = await freshDatabase()
  world = await createWorld(database.url, [0, 0])
})

beforeEach(() => world.reset(['thing:1', 'thing:2']))

afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

it('hands over, in order and once, what commits from its start on, here and in other processes', async () => {
  await changeThing(peerAt(world, 0), 'thing:1')
  const seen: AppendedEvent[] = []
  const handle = async (events: readonly AppendedEvent[]) => void seen.push(...events)
  await using tail = await tailEvents(peerAt(world, 0), { name: 'tail', types, handle })
  expect(tail).toBeDefined()
  for (let n = 0; n < 4; n++) await changeThing(peerAt(world, n), n % 2 === 0 ? 'thing:1' : 'thing:2')
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(4)
  expect(seen.map((event) => event.subject)).toEqual(['thing:1', 'thing:2', 'thing:1', 'thing:2'])
  expect(seen.every((event, index) => index === 0 || isBefore(seen[index - 1] ?? event, event))).toBe(true)
})

it('goes on after a batch that failed', async () => {
  const seen: string[] = []
  const handle = async (events: readonly AppendedEvent[]) => {
    seen.push(...events.map((event) => event.subject))
    if (seen.length === 1) throw new Error('Not this one.')
  }
  await using tail = await tailEvents(peerAt(world, 0), { name: 'tail', types, handle })
  expect(tail).toBeDefined()
  await changeThing(peerAt(world, 0), 'thing:1')
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['thing:1'])
  await changeThing(peerAt(world, 0), 'thing:2')
  await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['thing:1', 'thing:2'])
})

it('reads on from a position, and takes nothing else for one', async () => {
  const { db } = peerAt(world, 0)
  for (let n = 0; n < 3; n++) await changeThing(peerAt(world, 0), 'thing:1')
  const all = await expect
    .poll(() => readLog(db, types, { after: { xid: '0', id: '0' }, limit: 10 }), { timeout: 10_000 })
    .toMatchObject({ events: { length: 3 } })
    .then(() => readLog(db, types, { after: { xid: '0', id: '0' }, limit: 10 }))
  const first = all.events[0]
  const rest = await readLog(db, types, { after: first ?? { xid: '0', id: '0' }, limit: 10 })
  expect(rest.events.map((event) => event.id)).toEqual(all.events.slice(1).map((event) => event.id))
  expect(parsePosition('12-34')).toEqual({ xid: '12', id: '34' })
  for (const text of ['', '12', '12-', 'a-b', '99999999999999999999-1', '9999999999999999999-1', undefined])
    expect(parsePosition(text)).toBeUndefined()
})
