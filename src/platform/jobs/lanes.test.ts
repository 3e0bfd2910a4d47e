import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { claimJobs } from './claim-store.ts'
import { type Desk, openDesk, sweep } from './fixtures/desk.ts'
import { handleJobs, type Job, type JobFailure } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let desk: Desk
let stop: AsyncDisposable | undefined

beforeAll(async () => {
  database = await freshDatabase()
  desk = openDesk(database.url)
})

beforeEach(() => desk.db.sql`truncate jobs, dead_jobs`)

afterEach(async () => {
  await stop?.[Symbol.asyncDispose]()
  stop = undefined
})

afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const nameOf = (job: Job<never>) => (job.payload as { name: string }).name

async function fill(lanes: Readonly<Record<string, number>>): Promise<void> {
  for (const [lane, count] of Object.entries(lanes)) {
    const items = Array.from({ length: count }, (_, n) => ({ payload: { name: `${lane}${n}` }, lane }))
    await desk.db.transact((tx) => desk.jobs.enqueueAll(tx, sweep, items))
  }
}

it('takes from each lane in turn, and goes on where it ended', async () => {
  await fill({ a: 50, b: 1, c: 3 })
  const handler = handleJobs(sweep, { perLane: 2 }, async () => {})
  const first = await claimJobs(desk.db, handler, { limit: 4, priority: 0 })
  expect(first.jobs.map(nameOf).sort()).toEqual(['a0', 'a1', 'b0', 'c0'])
  const bounds = new Map([
    ['a', 0],
    ['c', 1],
  ])
  const second = await claimJobs(desk.db, handler, { limit: 4, priority: 0, after: first.next, bounds })
  expect(second.jobs).toEqual([])
  const third = await claimJobs(desk.db, handler, { limit: 4, priority: 0, after: second.next, bounds })
  expect(third.jobs.map(nameOf)).toEqual(['c1'])
})

it('gets to every lane, however many there are and however few it may take', async () => {
  await fill(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`lane ${n}`, 1])))
  const handler = handleJobs(sweep, { perLane: 1 }, async () => {})
  const seen = new Set<string>()
  let after: string | undefined
  do {
    const claimed = await claimJobs(desk.db, handler, { limit: 7, priority: 0, after })
    for (const job of claimed.jobs) seen.add(nameOf(job))
    after = claimed.next
  } while (after !== undefined)
  expect(seen.size).toBe(300)
})

it('lets what takes long leave its place to others, up to a bound', async () => {
  await fill({ slow: 1, tardy: 1, quick: 3 })
  const gate = Promise.withResolvers<void>()
  const done: string[] = []
  stop = desk.run(
    handleJobs(sweep, { concurrency: 1, slowConcurrency: 2, patienceMs: 1 }, async ([job]) => {
      const { name } = job?.payload ?? { name: '' }
      if (!name.startsWith('quick')) await gate.promise
      done.push(name)
    }),
  )
  await desk.until(() => done.length === 3)
  expect(done).toEqual(['quick0', 'quick1', 'quick2'])
  gate.resolve()
  await desk.until(async () => (await desk.countJobs()) === 0)
})

it('gives a lane that nobody knows one job at a time, until one of it was done quickly', async () => {
  await fill({ a: 5, b: 1 })
  const gates = { a0: Promise.withResolvers<void>(), others: Promise.withResolvers<void>() }
  const begun: string[] = []
  stop = desk.run(
    handleJobs(
      sweep,
      { concurrency: 8, perLane: 3, slowConcurrency: 8, patienceMs: 60_000 },
      async ([job]) => {
        const { name } = job?.payload ?? { name: '' }
        begun.push(name)
        await (name === 'a0' ? gates.a0 : gates.others).promise
      },
    ),
  )
  await desk.until(() => begun.includes('b0'))
  expect(begun.sort()).toEqual(['a0', 'b0'])
  gates.a0.resolve()
  await desk.until(() => begun.length === 5)
  expect(begun.sort()).toEqual(['a0', 'a1', 'a2', 'a3', 'b0'])
  gates.others.resolve()
  await desk.until(async () => (await desk.countJobs()) === 0)
})

it('gives a lane that is known to be slow one job at a time', async () => {
  await fill({ slow: 4, usual: 4 })
  const gate = Promise.withResolvers<void>()
  const begun: string[] = []
  stop = desk.run(
    handleJobs(
      sweep,
      {
        concurrency: 6,
        slowConcurrency: 6,
        patienceMs: 60_000,
        laneState: () => ({ slow: new Set(['slow']) }),
      },
      async ([job]) => {
        const { name } = job?.payload ?? { name: '' }
        begun.push(name)
        if (!name.endsWith('0')) await gate.promise
      },
    ),
  )
  await desk.until(() => begun.length === 6)
  expect(begun.sort()).toEqual(['slow0', 'slow1', 'usual0', 'usual1', 'usual2', 'usual3'])
  gate.resolve()
  await desk.until(async () => (await desk.countJobs()) === 0)
})

it('puts back what was not tried, with all its tries, and all of its lane', async () => {
  await fill({ shut: 3 })
  const later = new Date(Date.now() + 3_600_000)
  stop = desk.run(
    handleJobs(sweep, { perLane: 1 }, async (jobs): Promise<JobFailure[]> => {
      await desk.jobs.postponeLane(desk.db.sql, sweep, 'shut', later)
      return jobs.map((job) => ({ job, notBefore: later }))
    }),
  )
  const waiting = () =>
    desk.db.sql<
      { attempts: number }[]
    >`select attempts from jobs where run_at = ${later} and locked_until is null`
  await desk.until(async () => (await waiting()).length === 3)
  expect((await waiting()).map((job) => job.attempts)).toEqual([0, 0, 0])
  expect(await desk.jobs.dropLane(desk.db.sql, sweep, 'shut')).toBe(3)
})

it('completes what a batch did, and tries again what it did not', async () => {
  await fill({ a: 3 })
  stop = desk.run(
    handleJobs(
      sweep,
      { batch: 3 },
      async (jobs): Promise<JobFailure[]> =>
        jobs.filter((job) => job.payload.name === 'a1').map((job) => ({ job, error: new Error('Bad.') })),
    ),
  )
  const failed = () =>
    desk.db.sql`select payload, attempts, last_error from jobs where last_error is not null`
  await desk.until(async () => (await failed()).length === 1 && (await desk.countJobs()) === 1)
  const [left] = await failed()
  expect(left).toMatchObject({ payload: { name: 'a1' }, attempts: 1, lastError: 'Error: Bad.' })
})

it('refuses a priority that no worker looks for', async () => {
  await expect(desk.enqueue('hall', { priority: 7 })).rejects.toThrow('priority 7')
})
