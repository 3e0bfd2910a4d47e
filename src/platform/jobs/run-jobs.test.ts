import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import type { Transaction } from '#platform/db/index.ts'
import { currentRequestId, withRequestId } from '#platform/log/index.ts'
import { type Desk, openDesk, sweep } from './fixtures/desk.ts'
import { dropDeadJob, handleJobs, type Job, listDeadJobs, replayDeadJob } from './index.ts'

type Sweep = Job<{ readonly name: string }>
type Handle = (jobs: readonly Sweep[], signal: AbortSignal) => Promise<void>

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

function run(options: Parameters<typeof handleJobs<{ readonly name: string }>>[1], handle: Handle): void {
  stop = desk.run(handleJobs(sweep, options, handle))
}

const isEmpty = async () => (await desk.countJobs()) === 0

/** Hands out a promise for each name, which the test settles: work that lasts as long as the test wants. */
function createWorkshop() {
  const started: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const handle: Handle = async (jobs) => {
    for (const { payload } of jobs) {
      started.push(payload.name)
      gates.set(payload.name, Promise.withResolvers<void>())
    }
    await Promise.all(jobs.map(async (job) => gates.get(job.payload.name)?.promise))
  }
  return { started, handle, finish: (name: string) => gates.get(name)?.resolve() }
}

it('does what was committed, and nothing that was rolled back', async () => {
  const done: string[] = []
  run({}, async ([job]) => void done.push(job?.payload.name ?? ''))
  const rolledBack = desk.db.transact(async (tx) => {
    await desk.jobs.enqueue(tx, sweep, { name: 'never' })
    throw new Error('No.')
  })
  await expect(rolledBack).rejects.toThrow('No.')
  await desk.enqueue('hall')
  await desk.until(isEmpty)
  expect(done).toEqual(['hall'])
})

it('starts at the commit, without waiting for a poll of its own', async () => {
  const calls: string[] = []
  using _listening = desk.jobs.onWake('sweep', () => calls.push('sweep'))
  await desk.db.transact(async (tx) => {
    await desk.jobs.enqueue(tx, sweep, { name: 'hall' })
    expect(calls).toEqual([])
  })
  expect(calls).toEqual(['sweep'])
})

it('tries again after a failure, once the wait is over', async () => {
  const attempts: number[] = []
  run({}, async ([job]) => {
    attempts.push(job?.attempt ?? 0)
    if (attempts.length < 3) throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  await desk.until(async () => {
    await desk.makeDue()
    return isEmpty()
  })
  expect(attempts).toEqual([1, 2, 3])
})

it('waits longer after each failure, up to the cap', async () => {
  let failures = 0
  run({ backOffCapSeconds: 6, maxAttempts: 100 }, async () => {
    failures += 1
    throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  const waits: number[] = []
  for (let attempt = 1; attempt <= 6; attempt++) {
    await desk.until(async () => failures === attempt && (await waitOf()) !== undefined)
    waits.push((await waitOf()) ?? 0)
    await desk.makeDue()
  }
  // Between half and all of 1, 2, 4, 6, 6, 6 seconds, less what the test itself took.
  expect(waits.map((wait, index) => wait <= Math.min(2 ** index, 6))).toEqual(Array(6).fill(true))
  expect(Math.max(...waits)).toBeGreaterThan(1)
})

it('gives up after its tries, and says why to the operator', async () => {
  run({ maxAttempts: 2 }, async () => {
    throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  await desk.until(async () => {
    await desk.makeDue()
    return isEmpty()
  })
  expect(await listDeadJobs(desk.db)).toMatchObject([
    { kind: 'sweep', payload: { name: 'hall' }, attempts: 2, lastError: 'Error: The broom is broken.' },
  ])
})

it('lets who waits know, together with giving up or not at all', async () => {
  const told: string[] = []
  const onDead = async (tx: Transaction, { payload }: Sweep) => {
    told.push(payload.name)
    await tx.sql`insert into jobs (id, kind, payload) values (${told.length}, 'told', ${tx.sql.json(payload)})`
    if (payload.name === 'hall') throw new Error('There is nobody.')
  }
  run({ maxAttempts: 1, concurrency: 1, onDead }, async () => {
    throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  await desk.until(() => told.includes('hall'))
  await desk.enqueue('attic')
  await desk.until(async () => (await listDeadJobs(desk.db)).length > 0)
  expect(await listDeadJobs(desk.db)).toMatchObject([{ payload: { name: 'attic' } }])
  const waiting = await desk.db.sql`select kind, payload ->> 'name' as name from jobs order by kind`
  expect(waiting).toEqual([
    { kind: 'sweep', name: 'hall' },
    { kind: 'told', name: 'attic' },
  ])
})

it('gives up at once where trying again is known to be useless', async () => {
  run({}, async () => {
    throw Object.assign(new Error('There is no hall.'), { retry: 'never' })
  })
  await desk.enqueue('hall')
  await desk.until(isEmpty)
  expect(await listDeadJobs(desk.db)).toMatchObject([{ attempts: 1 }])
})

it('puts a dead job back when the operator asks, with all its tries', async () => {
  let broken = true
  run({ maxAttempts: 1 }, async () => {
    if (broken) throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  await desk.until(isEmpty)
  broken = false
  const [dead] = await listDeadJobs(desk.db)
  expect(await replayDeadJob(desk.db, dead?.id ?? '')).toBe(1)
  await desk.until(isEmpty)
  expect(await listDeadJobs(desk.db)).toEqual([])
})

it('drops a dead job for good', async () => {
  run({ maxAttempts: 1 }, async () => {
    throw new Error('The broom is broken.')
  })
  await desk.enqueue('hall')
  await desk.until(isEmpty)
  const [dead] = await listDeadJobs(desk.db)
  expect(await dropDeadJob(desk.db, dead?.id ?? '')).toBe(1)
  expect(await dropDeadJob(desk.db, dead?.id ?? '')).toBe(0)
  expect(await listDeadJobs(desk.db)).toEqual([])
})

it('takes the lower priority first, then the older', async () => {
  for (const [name, priority] of [
    ['cellar', 5],
    ['hall', 0],
    ['attic', 0],
    ['door', -5],
  ] as const) {
    await desk.enqueue(name, { priority })
  }
  const done: string[] = []
  run({ concurrency: 1 }, async ([job]) => void done.push(job?.payload.name ?? ''))
  await desk.until(isEmpty)
  expect(done).toEqual(['door', 'hall', 'attic', 'cellar'])
})

it('starts nothing before its time', async () => {
  await desk.enqueue('tomorrow', { runAt: new Date(Date.now() + 86_400_000) })
  await desk.enqueue('now')
  const done: string[] = []
  run({}, async ([job]) => void done.push(job?.payload.name ?? ''))
  await desk.until(async () => (await desk.countJobs()) === 1)
  expect(done).toEqual(['now'])
})

it('begins nothing while more urgent work goes first', async () => {
  let asked = 0
  const done: string[] = []
  await desk.enqueue('hall')
  run({ pause: () => (asked++ < 20 ? 1 : 0) }, async ([job]) => {
    done.push(`${job?.payload.name} after ${Math.min(asked, 21)}`)
  })
  await desk.until(isEmpty)
  expect(done).toEqual(['hall after 21'])
})

it('runs no more at once than it is allowed', async () => {
  const workshop = createWorkshop()
  for (const name of ['a', 'b', 'c']) await desk.enqueue(name)
  run({ concurrency: 2 }, workshop.handle)
  await desk.until(() => workshop.started.length === 2)
  workshop.finish('a')
  await desk.until(() => workshop.started.length === 3)
  workshop.finish('b')
  workshop.finish('c')
  await desk.until(isEmpty)
  expect(workshop.started).toEqual(['a', 'b', 'c'])
})

it('bounds what runs at once in a lane, and lets other lanes pass', async () => {
  const workshop = createWorkshop()
  for (const name of ['slow 1', 'slow 2', 'slow 3', 'slow 4']) await desk.enqueue(name, { lane: 'slow' })
  run({ concurrency: 10, perLane: 2 }, workshop.handle)
  // Each other lane's start shows that the queue was looked through once more.
  for (const name of ['other 1', 'other 2']) {
    await desk.enqueue(name, { lane: name })
    await desk.until(() => workshop.started.includes(name))
  }
  expect(workshop.started.filter((name) => name.startsWith('slow'))).toEqual(['slow 1', 'slow 2'])
  for (const name of ['slow 1', 'slow 2', 'slow 3', 'slow 4', 'other 1', 'other 2']) {
    await desk.until(() => workshop.started.includes(name))
    workshop.finish(name)
  }
  await desk.until(isEmpty)
})

it("hands over a lane's jobs in their order, in batches and beyond", async () => {
  const names = Array.from({ length: 25 }, (_, index) => String(index))
  for (const name of names) await desk.enqueue(name, { lane: 'a' })
  const done: string[] = []
  run({ batch: 4, concurrency: 3, perLane: 1 }, async (jobs) => {
    done.push(...jobs.map((job) => job.payload.name))
  })
  await desk.until(isEmpty)
  expect(done).toEqual(names)
})

it('tries the jobs of a batch one by one when the batch fails, so that one bad job fails alone', async () => {
  for (const name of ['a', 'bad', 'c']) await desk.enqueue(name)
  const done: string[] = []
  run({ batch: 3 }, async (jobs) => {
    if (jobs.some((job) => job.payload.name === 'bad')) throw new Error('Bad.')
    done.push(...jobs.map((job) => job.payload.name))
  })
  await desk.until(async () => (await desk.countJobs()) === 1)
  expect(done).toEqual(['a', 'c'])
})

it('tells a job that its time is over', async () => {
  let told = false
  run({ timeoutMs: 1 }, async (_jobs, signal) => {
    if (!signal.aborted) await once(signal, 'abort')
    told = signal.aborted
  })
  await desk.enqueue('hall')
  await desk.until(isEmpty)
  expect(told).toBe(true)
})

it('lets what it has begun end when it is disposed of, and begins nothing more', async () => {
  const workshop = createWorkshop()
  await desk.enqueue('a')
  run({ concurrency: 1 }, workshop.handle)
  await desk.until(() => workshop.started.length === 1)
  await desk.enqueue('b')
  const stopping = stop?.[Symbol.asyncDispose]()
  workshop.finish('a')
  await stopping
  expect([workshop.started, await desk.countJobs()]).toEqual([['a'], 1])
})

it('carries the id of the request into the job', async () => {
  const seen: (string | undefined)[] = []
  run({}, async ([job]) => void seen.push(currentRequestId(), job?.requestId ?? undefined))
  await withRequestId('request-7', () => desk.enqueue('hall'))
  await desk.until(isEmpty)
  expect(seen).toEqual(['request-7', 'request-7'])
})

it('adds many jobs in one statement', async () => {
  await desk.db.transact((tx) =>
    desk.jobs.enqueueAll(
      tx,
      sweep,
      Array.from({ length: 1000 }, (_, index) => ({
        payload: { name: String(index) },
        lane: String(index % 7),
      })),
    ),
  )
  await desk.db.transact((tx) => desk.jobs.enqueueAll(tx, sweep, []))
  expect(await desk.countJobs()).toBe(1000)
})

async function waitOf(): Promise<number | undefined> {
  const [row] = await desk.db.sql<{ wait: number }[]>`
    select extract(epoch from run_at - now())::float as wait from jobs where locked_until is null and run_at > now()
  `
  return row?.wait
}
