import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createLeases, type Leases } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let processes: Leases[] = []

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 4 })
})

afterEach(async () => {
  for (const leases of processes) await leases[Symbol.asyncDispose]()
  processes = []
  await db.sql`delete from leases`
})

afterAll(async () => {
  await db?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

/** Renews only when told to. */
async function join(want: (leases: Leases) => void, seconds = 600): Promise<Leases> {
  const leases = createLeases(db, { seconds })
  processes.push(leases)
  want(leases)
  await leases.tick()
  return leases
}

/** As if the holder had been stopped for longer than its lease. */
const expire = (name: string) =>
  db.sql`update leases set expires_at = now() - interval '1 second' where name = ${name}`

it('gives a duty to one process, and to the next when that one ends', async () => {
  const first = await join((leases) => leases.want('relay'))
  const second = await join((leases) => leases.want('relay'))
  expect([first.isHeld('relay'), second.isHeld('relay')]).toEqual([true, false])
  await first[Symbol.asyncDispose]()
  await second.tick()
  expect(second.isHeld('relay')).toBe(true)
})

it('lets a holder that was silent for too long change nothing more, though it does not know it yet', async () => {
  const stopped = await join((leases) => leases.want('relay'))
  await expire('relay')
  await join((leases) => leases.want('relay'))
  expect(stopped.isHeld('relay')).toBe(true)
  await expect(db.transact((tx) => stopped.fence(tx, 'relay'))).rejects.toThrow('another process')
})

it('lets a holder change nothing after its lease has ended, even where nobody took it', async () => {
  const stopped = await join((leases) => leases.want('relay'))
  await expire('relay')
  await expect(db.transact((tx) => stopped.fence(tx, 'relay'))).rejects.toThrow('another process')
})

it('does not let a duty change hands within a transaction of its holder', async () => {
  const holder = await join((leases) => leases.want('relay'))
  const other = await join((leases) => leases.want('relay'))
  let taking: Promise<void> | undefined
  await db.transact(async (tx) => {
    await holder.fence(tx, 'relay')
    // Released from elsewhere: the row is locked until this transaction ends.
    taking = expire('relay').then(() => other.tick())
    await tx.sql`select 1`
    expect(other.isHeld('relay')).toBe(false)
  })
  await taking
  expect(other.isHeld('relay')).toBe(true)
})

it('shares a set fairly with those who come and go', async () => {
  const names = ['home', 'notifications', 'search', 'trends', 'tags']
  const heldBy = (leases: Leases) => names.filter(leases.isHeld)
  const first = await join((leases) => leases.share('consumers', names))
  expect(heldBy(first)).toEqual(names)
  const second = await join((leases) => leases.share('consumers', names))
  await first.tick()
  await second.tick()
  expect([heldBy(first).length, heldBy(second).length]).toEqual([3, 2])
  expect([...heldBy(first), ...heldBy(second)].sort()).toEqual([...names].sort())
  await first[Symbol.asyncDispose]()
  await second.tick()
  expect(heldBy(second)).toEqual(names)
})
