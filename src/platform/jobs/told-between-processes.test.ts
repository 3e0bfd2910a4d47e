import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createIdMaker } from '#platform/ids/index.ts'
import { createJobQueue, defineJob } from './index.ts'

const sweep = defineJob<{ readonly room: string }>('sweep')
let database: Awaited<ReturnType<typeof freshDatabase>>
let here: Database
let there: Database

beforeAll(async () => {
  database = await freshDatabase()
  here = openDatabase(database.url, { maxConnections: 2 })
  there = openDatabase(database.url, { maxConnections: 2 })
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

const queueAt = (db: Database, worker: number) =>
  createJobQueue(createIdMaker({ now: () => Date.now() }, worker), db.changes)

it('wakes whoever runs a kind of job in another process', async () => {
  const queue = queueAt(here, 1)
  const running = queueAt(there, 2)
  await there.changes.listen()
  const woken = Promise.withResolvers<void>()
  using _listening = running.onWake(sweep.kind, woken.resolve)
  await here.transact((tx) => queue.enqueue(tx, sweep, { room: 'hall' }))
  await expect(woken.promise).resolves.toBeUndefined()
})
