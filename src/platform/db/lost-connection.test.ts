import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase, type Transaction } from './index.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let watcher: Database
/** One connection, so that whatever comes next gets the one that was lost. */
let db: Database

beforeAll(async () => {
  database = await freshDatabase()
  watcher = openDatabase(database.url, { maxConnections: 1 })
  db = openDatabase(database.url, { maxConnections: 1 })
  await db.sql`create table notes (text text not null)`
})

beforeEach(async () => {
  await watcher.sql`truncate notes`
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await watcher[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const note = (sql: Database['sql'] | Transaction['sql'], text: string) =>
  sql`insert into notes (text) values (${text})`

const listNotes = async () =>
  (await watcher.sql<{ text: string }[]>`select text from notes order by text`).map((row) => row.text)

async function pidOf({ sql }: Transaction): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`
  return row?.pid ?? 0
}

it.each([
  ['between two statements', (tx: Transaction, pid: number) => kill(pid).then(() => note(tx.sql, 'late'))],
  ['by its own statement', (tx: Transaction, pid: number) => tx.sql`select pg_terminate_backend(${pid})`],
  [
    'within a savepoint',
    (tx: Transaction, pid: number) => tx.sql.savepoint((sql) => sql`select pg_terminate_backend(${pid})`),
  ],
  [
    'while several statements are under way',
    (tx: Transaction, pid: number) => Promise.all([note(tx.sql, 'a'), kill(pid), note(tx.sql, 'b')]),
  ],
])('fails when the connection is killed %s, writes nothing, and works again', async (_when, act) => {
  for (let round = 0; round < 10; round++) {
    const lost = db.transact(async (tx) => {
      await note(tx.sql, 'early')
      await act(tx, await pidOf(tx))
    })
    await expect(lost).rejects.toThrow(/CONNECTION_CLOSED|terminating connection|ECONNRESET|EPIPE/)
    expect(await db.sql`select 1 as one`).toMatchObject([{ one: 1 }])
  }
  expect(await listNotes()).toEqual([])
})

it('lets nothing that a lost transaction still says into the transaction that follows on its connection', async () => {
  const gate = Promise.withResolvers<void>()
  const said = Promise.withResolvers<unknown>()
  const lost = db.transact(async (tx) => {
    await kill(await pidOf(tx))
    await gate.promise
    await note(tx.sql, 'from the lost one').then(() => said.resolve('written'), said.resolve)
    throw new Error('The lost transaction wants to roll back.')
  })
  await expect(lost).rejects.toThrow('CONNECTION_CLOSED')
  await db.transact(async (tx) => {
    await note(tx.sql, 'from the next one')
    gate.resolve()
    expect(await said.promise).toMatchObject({ code: 'CONNECTION_CLOSED' })
    // Whatever the lost one does at its end has had its turn by now.
    await new Promise(setImmediate)
    await note(tx.sql, 'still in one transaction')
  })
  expect(await listNotes()).toEqual(['from the next one', 'still in one transaction'])
})

async function kill(pid: number): Promise<void> {
  await watcher.sql`select pg_terminate_backend(${pid})`
}
