import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { claimJobs } from './claim-store.ts'
import { type Desk, openDesk, sweep } from './fixtures/desk.ts'
import { handleJobs, type Job, listDeadJobs } from './index.ts'
import { buryJob, completeJobs, failJob, renewLease } from './job-store.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let desk: Desk

beforeAll(async () => {
  database = await freshDatabase()
  desk = openDesk(database.url)
})

beforeEach(() => desk.db.sql`truncate jobs, dead_jobs`)

afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const handler = handleJobs(sweep, { maxAttempts: 3 }, async () => {})

const claim = async (limit = 1, closed: string[] = []) =>
  (await claimJobs(desk.db, handler, { closed, limit, priority: 0 })).jobs

const namesOf = (jobs: readonly Job<never>[]) => jobs.map((job) => (job.payload as { name: string }).name)

async function claimOne(): Promise<Job<never>> {
  const [job] = await claim()
  if (!job) throw new Error('There is no job to claim.')
  return job
}

const failure = { error: 'Broken.', capSeconds: 60 }

it('gives a job to one worker only', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await desk.enqueue(name)
  const claims = await Promise.all([claim(2), claim(2), claim(2)])
  expect(namesOf(claims.flat()).sort()).toEqual(['a', 'b', 'c', 'd'])
})

it("gives a silent worker's job to another, and counts the try", async () => {
  await desk.enqueue('hall')
  await claimOne()
  expect(await claim()).toEqual([])
  await desk.expireLeases()
  expect(await claimOne()).toMatchObject({ attempt: 2 })
})

it('lets a worker that lost its lease neither fail nor renew what another now does', async () => {
  await desk.enqueue('hall')
  const late = await claimOne()
  await desk.expireLeases()
  const present = await claimOne()
  expect(await renewLease(desk.db, handler, late)).toBe(false)
  await failJob(desk.db, late, failure)
  expect(await desk.db.transact((tx) => buryJob(tx.sql, late, 'Broken.'))).toBe(false)
  expect(await renewLease(desk.db, handler, present)).toBe(true)
  expect([await claim(), await listDeadJobs(desk.db)]).toEqual([[], []])
})

it('takes an abandoned job alone, so that one that kills workers takes no others with it', async () => {
  for (const name of ['a', 'b', 'c']) await desk.enqueue(name)
  await claim(3)
  await desk.expireLeases()
  const claims = [await claim(3), await claim(3), await claim(3)]
  expect(claims.map(namesOf)).toEqual([['a'], ['b'], ['c']])
})

it('buries a job that nobody survived', async () => {
  await desk.enqueue('deadly')
  for (let attempt = 0; attempt < handler.maxAttempts; attempt++) {
    await claimOne()
    await desk.expireLeases()
  }
  let handled = false
  const running = desk.run(
    handleJobs(sweep, { maxAttempts: 3 }, async () => {
      handled = true
    }),
  )
  await desk.until(async () => (await desk.countJobs()) === 0)
  await running[Symbol.asyncDispose]()
  expect(handled).toBe(false)
  expect(await listDeadJobs(desk.db)).toMatchObject([{ lastError: expect.stringContaining('fell silent') }])
})

it('passes over busy lanes', async () => {
  await desk.enqueue('a', { lane: 'busy' })
  await desk.enqueue('b', { lane: 'free' })
  await desk.enqueue('c')
  expect(namesOf(await claim(9, ['busy']))).toEqual(['b', 'c'])
})

it('keeps to its limit whatever plan the database chooses', async () => {
  const forced = openDesk(`${database.url}?enable_hashjoin=off&enable_mergejoin=off&enable_material=off`)
  for (let n = 0; n < 20; n++) await desk.enqueue(String(n))
  expect((await claimJobs(forced.db, handler, { limit: 2, priority: 0 })).jobs).toHaveLength(2)
  await forced[Symbol.asyncDispose]()
})

it('adds no second job of a key while one waits, whatever its wait', async () => {
  await desk.enqueue('first', { dedupeKey: 'hall' })
  await desk.enqueue('second', { dedupeKey: 'hall' })
  await failJob(desk.db, await claimOne(), failure)
  await desk.enqueue('third', { dedupeKey: 'hall' })
  await desk.makeDue()
  expect(namesOf(await claim(9))).toEqual(['first'])
})

it('adds it once among many at once, too', async () => {
  const items = ['a', 'b', 'a', 'a'].map((key) => ({ payload: { name: key }, dedupeKey: key }))
  await desk.db.transact((tx) => desk.jobs.enqueueAll(tx, sweep, items))
  expect(namesOf(await claim(9)).sort()).toEqual(['a', 'b'])
})

it('adds a job of the same key while one runs, which may have looked too early', async () => {
  await desk.enqueue('early', { dedupeKey: 'hall' })
  const early = await claimOne()
  await desk.enqueue('late', { dedupeKey: 'hall' })
  await completeJobs(desk.db, [early])
  const late = await claimOne()
  expect([namesOf([late]), late.attempt]).toEqual([['late'], 1])
  expect(await desk.db.transact((tx) => buryJob(tx.sql, early, 'Broken.'))).toBe(false)
  await completeJobs(desk.db, [late])
  expect([await desk.countJobs(), await listDeadJobs(desk.db)]).toEqual([0, []])
})

it('starts no waiting job while a transaction with its key is open, lest it miss what that makes visible', async () => {
  await desk.enqueue('waiting', { dedupeKey: 'hall' })
  await desk.db.transact(async (tx) => {
    await desk.jobs.enqueue(tx, sweep, { name: 'again' }, { dedupeKey: 'hall' })
    expect(await claim()).toEqual([])
  })
  expect(namesOf(await claim())).toEqual(['waiting'])
})

it('lets transactions add the same keys in any order without a deadlock', async () => {
  const add = (keys: string[]) =>
    desk.db.transact((tx) =>
      desk.jobs.enqueueAll(
        tx,
        sweep,
        keys.map((key) => ({ payload: { name: key }, dedupeKey: key })),
      ),
    )
  const keys = Array.from({ length: 30 }, (_, index) => String(index))
  await Promise.all(Array.from({ length: 12 }, (_, n) => add(n % 2 ? keys : keys.toReversed())))
  expect(await desk.countJobs()).toBe(30)
})
