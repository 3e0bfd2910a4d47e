import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { createCatchUp } from './catch-up.ts'
import type { Look, Seen } from './change-store.ts'
import { all, type Database, openDatabase } from './index.ts'

// Nobody listens here: what is heard, the log has told.
let database: Awaited<ReturnType<typeof freshDatabase>>
let here: Database
let there: Database
let heard: (readonly string[] | typeof all)[] = []

beforeAll(async () => {
  database = await freshDatabase()
  here = openDatabase(database.url, { maxConnections: 4, shared: true })
  there = openDatabase(database.url, { maxConnections: 2, shared: true })
  there.changes.watch('notes', (keys) => heard.push(keys))
})

beforeEach(async () => {
  await there.changes.catchUp()
  heard = []
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

const change = (...keys: string[]) =>
  here.transact(async (tx) => {
    for (const key of keys) tx.forget(() => here.changes.tell('notes', key))
  })

it('knows after a look what another process has committed, each once', async () => {
  await change('1', '2', '1')
  await there.changes.catchUp()
  await there.changes.catchUp()
  expect(heard).toEqual([['1', '2']])
})

it('learns of a transaction that was open at an earlier look', async () => {
  const written = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const slow = here.transact(async (tx) => {
    await tx.sql`select pg_current_xact_id()`
    tx.forget(() => here.changes.tell('notes', 'slow'))
    written.resolve()
    await goOn.promise
  })
  await written.promise
  await change('quick')
  await there.changes.catchUp()
  expect(heard).toEqual([['quick']])
  goOn.resolve()
  await slow
  await there.changes.catchUp()
  expect(heard).toEqual([['quick'], ['slow']])
})

it('hears nothing of a transaction that was rolled back', async () => {
  await expect(
    here.transact(async (tx) => {
      tx.forget(() => here.changes.tell('notes', 'never'))
      await tx.sql`select 1 / 0`
    }),
  ).rejects.toThrow('division by zero')
  await there.changes.catchUp()
  expect(heard).toEqual([])
})

it('writes down what was changed without a transaction before anybody is answered', async () => {
  here.changes.tell('notes', 'alone')
  here.changes.tell('notes', 'too')
  await here.changes.written()
  await there.changes.catchUp()
  expect(heard).toEqual([['alone', 'too']])
})

it('writes no wake-up down', async () => {
  here.changes.hint('notes', 'up')
  expect(here.changes.written()).toBeUndefined()
  await there.changes.catchUp()
  expect(heard).toEqual([])
})

it('forgets everything when more has happened than one would tell', async () => {
  await here.sql`
    insert into row_changes (xid, told)
    select (pg_current_xact_id()::text::bigint + n)::text::xid8, '{"notes": ["1"]}' from generate_series(0, 1200) as n
  `
  await there.changes.catchUp()
  expect(heard).toEqual([all])
  await here.sql`truncate row_changes`
})

it('prunes what was there before the last pruning, and nothing newer', async () => {
  await change('old')
  await here.pruneChanges()
  await change('new')
  await here.pruneChanges()
  const left = await here.sql<{ told: unknown }[]>`select told from row_changes`
  expect(left.map(({ told }) => told)).toEqual([{ notes: ['new'] }])
})

it('asks nobody where no other process has part', async () => {
  await using alone = openDatabase(database.url, { maxConnections: 2 })
  alone.changes.tell('notes', '1')
  expect([alone.changes.catchUp(), alone.changes.written()]).toEqual([undefined, undefined])
})

const seen: Seen = { server: 'one', xmax: '10', open: [] }
const nothingNew: Look = { seen, position: { timeline: 1, lsn: 1n }, news: [] }

it('shares a look among all who ask before it begins, and never one that has begun', async () => {
  const looks: PromiseWithResolvers<Look>[] = []
  const look = () => {
    const next = Promise.withResolvers<Look>()
    looks.push(next)
    return next.promise
  }
  const { now: catchUp } = createCatchUp({ look, reconnect: () => undefined }, () => undefined)
  const early = [catchUp(), catchUp()]
  await vi.waitFor(() => expect(looks).toHaveLength(1))
  const late = [catchUp(), catchUp()]
  looks[0]?.resolve(nothingNew)
  await Promise.all(early)
  await vi.waitFor(() => expect(looks).toHaveLength(2))
  looks[1]?.resolve(nothingNew)
  await Promise.all(late)
  expect(looks).toHaveLength(2)
})

it('gives up on a database that does not answer, and asks by another connection', async () => {
  vi.useFakeTimers()
  try {
    const reconnect = vi.fn<() => void>()
    const { now: catchUp } = createCatchUp(
      { look: () => new Promise(() => undefined), reconnect },
      () => undefined,
    )
    const refusal = catchUp().catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(5000)
    expect(await refusal).toMatchObject({ code: 'ETIMEDOUT' })
    expect(reconnect).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

it('asks anew, and so forgets everything, after a minute without a look', async () => {
  const asked: (Seen | undefined)[] = []
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  try {
    const look = async (since: Seen | undefined) => {
      asked.push(since)
      return nothingNew
    }
    const { now: catchUp } = createCatchUp({ look, reconnect: () => undefined }, () => undefined)
    await catchUp()
    await catchUp()
    vi.advanceTimersByTime(61_000)
    await catchUp()
    expect(asked).toEqual([undefined, seen, undefined])
  } finally {
    vi.useRealTimers()
  }
})
