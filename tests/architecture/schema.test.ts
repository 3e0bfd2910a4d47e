import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '#kit/fresh-database.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { describeSchema } from '../../scripts/describe-schema.ts'

const root = new URL('../../', import.meta.url)

let database: Awaited<ReturnType<typeof freshDatabase>>
let db: Database

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase(database.url, { maxConnections: 3 })
})

afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

it('schema.sql is what the migrations add up to (npm run generate)', async () => {
  const committed = await readFile(new URL('schema.sql', root), 'utf8').catch(() => '')
  expect(committed).toBe(await describeSchema(db.sql))
})

it('schema.sql makes the same schema in an empty database', async () => {
  const name = 'from_schema_sql'
  await db.sql.unsafe(`create database ${name}`)
  const url = new URL(database.url)
  url.pathname = `/${name}`
  const copy = openDatabase(url.href, { maxConnections: 3 })
  try {
    await copy.sql.unsafe(await readFile(new URL('schema.sql', root), 'utf8'))
    expect(await describeSchema(copy.sql)).toBe(await describeSchema(db.sql))
  } finally {
    await copy[Symbol.asyncDispose]()
    await db.sql.unsafe(`drop database ${name} with (force)`)
  }
})

it.each([
  [
    'sequences, for ids are made by the application',
    "select relname as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace",
  ],
  ['triggers', 'select tgname as name from pg_trigger where not tgisinternal'],
  ['foreign keys', "select conname as name from pg_constraint where contype = 'f'"],
  ['exclusion constraints', "select conname as name from pg_constraint where contype = 'x'"],
  [
    'GiST indexes',
    `select c.relname as name from pg_class as c join pg_am as a on a.oid = c.relam
     where a.amname in ('gist', 'spgist') and c.relnamespace = 'public'::regnamespace`,
  ],
  [
    'functions',
    "select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')",
  ],
  ['extensions', "select extname as name from pg_extension where extname <> 'plpgsql'"],
])('the schema has no %s (decision 0003)', async (_what, query) => {
  const found = await db.sql.unsafe<{ name: string }[]>(query)
  expect(found.map((row) => row.name)).toEqual([])
})

it('every table has a primary key', async () => {
  const found = await db.sql<{ name: string }[]>`
    select relname as name
    from pg_class as c
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      and not exists (select 1 from pg_constraint where conrelid = c.oid and contype = 'p')
  `
  expect(found.map((row) => row.name)).toEqual([])
})

it('migrations are named by their time, so that all apply them in one order', async () => {
  const names = [...(await list('expand')), ...(await list('contract'))]
  expect(names.filter((name) => !/^\d{14}-[a-z0-9-]+\.sql$/.test(name))).toEqual([])
})

async function list(folder: string): Promise<string[]> {
  const names = await readdir(new URL(`migrations/${folder}`, root))
  return names.filter((name) => name !== '.gitkeep')
}
