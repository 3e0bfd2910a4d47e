import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { leaseWorkerId, type WorkerLease } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
const leases: WorkerLease[] = []

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 8 })
})

beforeEach(() => db.sql`truncate worker_leases`)

afterEach(async () => {
  for (const lease of leases.splice(0)) await lease[Symbol.asyncDispose]()
  vi.useRealTimers()
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

async function take(): Promise<WorkerLease> {
  const lease = await leaseWorkerId(db)
  leases.push(lease)
  return lease
}

const expire = () => db.sql`update worker_leases set expires_at = now() - interval '1 second'`

async function expiresInSeconds(workerId: number): Promise<number> {
  const [row] = await db.sql<{ seconds: number }[]>`
    select extract(epoch from expires_at - now())::float as seconds from worker_leases where worker_id = ${workerId}
  `
  return row?.seconds ?? 0
}

it('gives every process another id, though many ask at once', async () => {
  const all = await Promise.all(Array.from({ length: 60 }, take))
  expect(new Set(all.map((lease) => lease.workerId)).size).toBe(60)
})

it('gives out all 1024, and then says that there is none', async () => {
  await db.sql`
    insert into worker_leases (worker_id, holder, expires_at)
    select n, 'another', now() + interval '1 hour' from generate_series(0, 1023) as n where n <> 700
  `
  expect((await take()).workerId).toBe(700)
  await expect(leaseWorkerId(db)).rejects.toThrow('No free worker id')
})

it('gives an id to another process only some time after its end', async () => {
  await db.sql`
    insert into worker_leases (worker_id, holder, expires_at)
    select n, 'another', now() + interval '1 hour' from generate_series(1, 1023) as n
  `
  const lease = await leaseWorkerId(db)
  await lease[Symbol.asyncDispose]()
  await expect(leaseWorkerId(db)).rejects.toThrow('No free worker id')
  await db.sql`update worker_leases set expires_at = now() - interval '1 second' where worker_id = 0`
  expect((await take()).workerId).toBe(0)
})

it('renews its lease while the process lives', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { workerId, lost } = await take()
  await expire()
  vi.advanceTimersByTime(30_000)
  while ((await expiresInSeconds(workerId)) < 100);
  expect(lost.aborted).toBe(false)
})

it('says so when another process took the id of one that was silent for too long', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { workerId, lost } = await take()
  await db.sql`update worker_leases set holder = 'another' where worker_id = ${workerId}`
  const told = once(lost, 'abort')
  vi.advanceTimersByTime(30_000)
  await told
  expect(lost.reason).toMatchObject({ message: `The lease of worker id ${workerId} was lost.` })
})

it('leaves alone what another process took over', async () => {
  const lease = await leaseWorkerId(db)
  await db.sql`update worker_leases set holder = 'another', expires_at = now() + interval '1 hour'`
  await lease[Symbol.asyncDispose]()
  expect(await expiresInSeconds(lease.workerId)).toBeGreaterThan(3000)
})
