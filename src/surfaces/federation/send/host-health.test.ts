import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AccountId } from '#domain/accounts/index.ts'
import { freePolicy } from '#domain/policies/index.ts'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { RemoteFault } from '#platform/outbound-http/index.ts'
import { definePeers, type Peers } from '../peers.ts'
import { createChoosePriority } from './choose-priority.ts'
import { createHostHealth, type HostHealth } from './host-health.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let peers: Peers
let health: HostHealth
let now: number
let count = 0
let host: string

const clock = { now: () => now }
const minute = 60_000
const day = 24 * 60 * minute
const silence = new RemoteFault('unreachable', 'Nobody answers.')

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 2 })
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

beforeEach(() => {
  now = Date.now()
  count += 1
  host = `host${count}.example`
  peers = definePeers({ db, clock, policies: { getJudge: async () => () => freePolicy } })
  health = createHostHealth({ clock, peers })
})

async function fail(times: number): Promise<boolean> {
  let isDead = false
  for (let n = 0; n < times; n++) ({ isDead } = await health.failed(host, silence))
  return isDead
}

it('lets a host rest after five failures in a row, and not before', async () => {
  await fail(4)
  expect(health.restsUntil(host)).toBeUndefined()
  await fail(1)
  const until = health.restsUntil(host)?.getTime() ?? 0
  expect(until - now).toBeGreaterThan(10_000)
  expect(until - now).toBeLessThan(minute)
})

it('lets one delivery try when the rest is over, and rests longer when that fails', async () => {
  await fail(5)
  now += minute
  expect(health.restsUntil(host)).toBeUndefined()
  expect(health.laneState().slow).toContain(host)
  for (let openings = 0; openings < 5; openings++) {
    await fail(1)
    now = (health.restsUntil(host)?.getTime() ?? 0) + 1
  }
  await fail(1)
  expect((health.restsUntil(host)?.getTime() ?? 0) - now).toBeGreaterThan(8 * minute)
})

it('forgets all of it at the first success', async () => {
  await fail(5)
  now += minute
  await health.succeeded(host, 20)
  expect(health.laneState().slow).not.toContain(host)
  await fail(4)
  expect(health.restsUntil(host)).toBeUndefined()
})

it('counts deliveries that were under way together as one opening', async () => {
  await fail(5)
  const until = health.restsUntil(host)
  await fail(3)
  expect(health.restsUntil(host)).toEqual(until)
})

it('rests as long as the host asks, within an hour', async () => {
  const busy = (seconds: number) =>
    new RemoteFault('status', 'Busy.', { status: 503, retryAfterSeconds: seconds })
  await health.failed(host, busy(300))
  expect(health.restsUntil(host)).toEqual(new Date(now + 5 * minute))
  now += 6 * minute
  await health.failed(host, busy(7 * 24 * 3600))
  expect(health.restsUntil(host)).toEqual(new Date(now + 60 * minute))
})

it('calls a host slow that takes its time, though it answers', async () => {
  await health.succeeded(host, 3000)
  expect(health.laneState().slow).toContain(host)
  await health.succeeded(host, 30)
  expect(health.laneState().slow).not.toContain(host)
})

it('knows after a restart which hosts rest', async () => {
  await fail(5)
  const restarted = createHostHealth({
    clock,
    peers: definePeers({ db, clock, policies: { getJudge: async () => () => freePolicy } }),
  })
  await restarted.load()
  expect(restarted.restsUntil(host)?.getTime()).toBe(health.restsUntil(host)?.getTime())
})

it('gives a host up that has failed for a week, and only then', async () => {
  expect(await fail(30)).toBe(false)
  now += 8 * day
  expect(await fail(1)).toBe(true)
  const inboxes = [`https://${host}/inbox`, 'https://well.example/inbox']
  expect(await peers.keepReachable(db.sql, inboxes)).toEqual(['https://well.example/inbox'])
  now += day + 1
  expect(await peers.keepReachable(db.sql, inboxes)).toEqual(inboxes)
})

it('takes a host back that was given up as soon as it is heard of', async () => {
  await fail(30)
  now += 8 * day
  await fail(1)
  await peers.recordHeard(host)
  expect(await peers.keepReachable(db.sql, [`https://${host}/inbox`])).toHaveLength(1)
  const [row] = await db.sql`select state, failures, failing_since from peers where host = ${host}`
  expect(row).toEqual({ state: 'active', failures: 0, failingSince: null })
})

it('sends nothing to an inbox that is gone, for a month', async () => {
  const inbox = `https://${host}/users/gone/inbox`
  await peers.recordGone(inbox)
  expect(await peers.keepReachable(db.sql, [inbox, `https://${host}/inbox`])).toEqual([
    `https://${host}/inbox`,
  ])
  expect(await peers.prune()).toBe(0)
  await db.sql`update gone_inboxes set since = now() - interval '31 days'`
  expect(await peers.prune()).toBe(1)
})

it('puts what names its receivers before every fan-out, and who sends a lot behind who sends a little', () => {
  const choose = createChoosePriority(clock)
  const [loud, quiet] = ['1', '2'] as AccountId[]
  if (!loud || !quiet) throw new Error('Two accounts are needed.')
  const fanOut = { named: 0, following: 3000 }
  expect(choose(loud, fanOut).following).toBe(2)
  expect(choose(loud, fanOut).following).toBe(3)
  expect(choose(quiet, { named: 1, following: 40 })).toEqual({ named: 0, following: 1 })
  now += 10 * minute
  expect(choose(loud, { named: 0, following: 40 }).following).toBe(1)
})
