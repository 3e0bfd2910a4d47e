import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { claimJobs } from './claim-store.ts'
import { type Desk, openDesk, sweep } from './fixtures/desk.ts'
import { handleJobs, type Job, listDeadJobs } from './index.ts'
import { completeJobs, failJob } from './job-store.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let desk: Desk

beforeAll(async () => {
  database = await freshDatabase()
  desk = openDesk(database.url)
  await desk.db.sql`create table rooms (name text primary key, dirt int not null default 0)`
  await desk.db.sql`create table done (name text not null)`
})

beforeEach(reset)

afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function reset(): Promise<void> {
  await desk.db.sql`truncate jobs, dead_jobs, rooms, done`
  await desk.db.sql`insert into rooms (name) values ('hall'), ('attic')`
}

const rooms = ['hall', 'attic'] as const
const workerCount = 3

/** A sweeper looks at a room when it starts; a change that commits later is for the next job of the room's key. */
const acts = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('begin' as const), room: fc.constantFrom(...rooms) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('end' as const),
        room: fc.constantFrom(...rooms),
        commit: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant('claim' as const), worker: fc.nat(workerCount - 1) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constantFrom('complete' as const, 'fail' as const, 'fall-silent' as const),
        worker: fc.nat(workerCount - 1),
      }),
    },
  ),
  { minLength: 5, maxLength: 40 },
)

it('sweeps after every change, however changes, sweepers, failures and silence interleave', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      await reset()
      const house = createHouse()
      for (const act of script) await house.play(act)
      await house.finish()
      const left = await desk.db.sql<
        { name: string; dirt: number }[]
      >`select name, dirt from rooms order by name`
      expect(left.map((room) => [room.name, house.swept.get(room.name) ?? 0])).toEqual(
        left.map((room) => [room.name, room.dirt]),
      )
      expect(await desk.countJobs()).toBe(0)
    }),
    { numRuns: 60 },
  )
}, 120_000)

type Act = typeof acts extends fc.Arbitrary<(infer One)[]> ? One : never

interface Worker {
  inHand: { job: Job<never>; room: string; dirtSeen: number }[]
  /** What it writes may have to wait for a change of the same room to end. */
  writing: Promise<void> | undefined
}

function createHouse() {
  const handler = handleJobs(sweep, {}, async () => {})
  const changes = new Map<string, { end: (commit: boolean) => Promise<void> }>()
  const workers: Worker[] = Array.from({ length: workerCount }, () => ({ inHand: [], writing: undefined }))
  /** The most dirt that a finished sweep had seen. */
  const swept = new Map<string, number>()

  const claim = async (worker: Worker) => {
    const { jobs } = await claimJobs(desk.db, handler, { limit: 2, priority: 0 })
    for (const job of jobs) {
      const room = (job.payload as { name: string }).name
      const [row] = await desk.db.sql<{ dirt: number }[]>`select dirt from rooms where name = ${room}`
      worker.inHand.push({ job, room, dirtSeen: row?.dirt ?? 0 })
    }
    return jobs.length
  }
  const complete = async (worker: Worker) => {
    const hand = worker.inHand.splice(0)
    for (const { room, dirtSeen } of hand) swept.set(room, Math.max(swept.get(room) ?? 0, dirtSeen))
    await completeJobs(
      desk.db,
      hand.map(({ job }) => job),
    )
  }
  const fail = async (worker: Worker) => {
    for (const { job } of worker.inHand.splice(0)) {
      await failJob(desk.db, job, { error: 'Broken.', capSeconds: 60 })
    }
    await desk.makeDue()
  }
  const write = (worker: Worker, act: (worker: Worker) => Promise<void>) => {
    worker.writing = act(worker).finally(() => {
      worker.writing = undefined
    })
    return changes.size === 0 ? worker.writing : undefined
  }
  return {
    swept,
    async play(act: Act): Promise<void> {
      if (act.act === 'begin') {
        if (!changes.has(act.room)) changes.set(act.room, await beginChange(act.room))
        return
      }
      if (act.act === 'end') {
        await changes.get(act.room)?.end(act.commit)
        changes.delete(act.room)
        return
      }
      const worker = workers[act.worker]
      if (!worker || worker.writing) return
      // Silent is late, not dead: it may still complete what others have taken over.
      if (act.act === 'fall-silent') await desk.expireLeases()
      else if (act.act === 'claim') await claim(worker)
      else await write(worker, act.act === 'complete' ? complete : fail)
    },
    async finish(): Promise<void> {
      for (const change of changes.values()) await change.end(true)
      for (const worker of workers) await worker.writing
      for (const worker of workers) await complete(worker)
      await desk.makeDue()
      await desk.expireLeases()
      for (const worker of workers.slice(0, 1)) while ((await claim(worker)) > 0) await complete(worker)
    },
  }
}

/** A transaction that makes dirt and asks for a sweep, open until it is ended. */
async function beginChange(room: string) {
  const ready = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<boolean>()
  const change = desk.db
    .transact(async (tx) => {
      await tx.sql`update rooms set dirt = dirt + 1 where name = ${room}`
      await desk.jobs.enqueue(tx, sweep, { name: room }, { dedupeKey: room })
      ready.resolve()
      if (!(await gate.promise)) throw new Error('Rolled back.')
    })
    .catch((error: unknown) => {
      ready.reject(error)
    })
  await ready.promise
  return {
    async end(commit: boolean) {
      gate.resolve(commit)
      await change
    },
  }
}

it('does every job at least once though workers are killed, and buries the one that kills them', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `room ${index}`)
  for (const name of [...names.slice(0, 100), 'deadly', ...names.slice(100)]) await desk.enqueue(name)
  const children = new Set<ChildProcess>()
  const shift = { over: false }
  const keepRunning = async () => {
    while (!shift.over) {
      const child = spawn(process.execPath, [program, database.url], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      children.add(child)
      await once(child, 'exit')
      children.delete(child)
      // Its leases would run out in a minute and a half.
      await desk.expireLeases()
    }
  }
  const running = [keepRunning(), keepRunning()]
  await desk.until(async () => (await countDone()) >= 50)
  for (const child of children) child.kill('SIGKILL')
  await desk.until(async () => (await desk.countJobs()) === 0)
  shift.over = true
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(running)
  const done = await desk.db.sql<{ name: string }[]>`select distinct name from done where name like 'room%'`
  const dead = await listDeadJobs(desk.db)
  const buried = dead.map((job) => (job.payload as { name: string }).name)
  expect(buried).toContain('deadly')
  expect(names.filter((name) => !done.some((row) => row.name === name))).toEqual([])
}, 120_000)

const program = fileURLToPath(new URL('./fixtures/worker-program.ts', import.meta.url))

async function countDone(): Promise<number> {
  const [row] = await desk.db.sql<{ count: number }[]>`select count(distinct name)::int as count from done`
  return row?.count ?? 0
}
