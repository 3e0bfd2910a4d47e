import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { all, type Database, openDatabase } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let here: Database
let there: Database

beforeAll(async () => {
  database = await freshDatabase()
  here = openDatabase(database.url, { maxConnections: 2 })
  there = openDatabase(database.url, { maxConnections: 2 })
  await Promise.all([here.changes.listen(), there.changes.listen()])
})

afterAll(async () => {
  await here?.[Symbol.asyncDispose]()
  await there?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

/** The next telling of a kind that reaches a process. */
function nextTold(db: Database, kind: string): Promise<readonly string[] | typeof all> {
  return new Promise((resolve) => db.changes.watch(kind, resolve))
}

it('tells other processes which rows have changed, each once', async () => {
  const told = nextTold(there, 'accounts')
  for (const key of ['1', '2', '1']) here.changes.tell('accounts', key)
  expect(await told).toEqual(['1', '2'])
})

it('tells that all of a kind may have changed when there are too many to name', async () => {
  const told = nextTold(there, 'posts')
  for (let n = 0; n < 1000; n++) here.changes.tell('posts', String(n))
  expect(await told).toBe(all)
})

it('fits what it tells into the size of payloads', async () => {
  const kinds = Array.from({ length: 10 }, (_, n) => `kind-${n}`)
  const told = kinds.map((kind) => nextTold(there, kind))
  for (const kind of kinds) for (let n = 0; n < 150; n++) here.changes.tell(kind, String(n).padStart(18, '0'))
  expect((await Promise.all(told)).map((keys) => (keys === all ? 0 : keys.length))).toEqual(
    kinds.map(() => 150),
  )
})

it('tells the other watchers of its own process at once, but not the teller', () => {
  const heard: string[] = []
  const teller = () => void heard.push('teller')
  here.changes.watch('local', teller)
  here.changes.watch('local', () => void heard.push('other'))
  here.changes.tell('local', '1', teller)
  expect(heard).toEqual(['other'])
})

it('forgets everything when the connection that hears was lost, for nobody knows what was missed', async () => {
  const told = nextTold(there, 'tokens')
  await here.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'
  `
  expect(await told).toBe(all)
})
