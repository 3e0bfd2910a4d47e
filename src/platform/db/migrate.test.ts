import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { emptyDatabase, freshDatabase } from '#kit/fresh-database.ts'
import { contract, migrate, openDatabase } from './index.ts'
import { nameConnection, readContracting, readExpanding, stampOf } from './migration-files.ts'

let folder: URL
let database: Awaited<ReturnType<typeof emptyDatabase>>
let sql: postgres.Sql

beforeEach(async () => {
  folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'cairn-migrations-'))}/`)
  for (const kind of ['expand', 'contract']) await mkdir(new URL(kind, folder))
  await add('expand/20010101000000-one.sql', 'create table one (id int, old int not null default 0)')
  database = await emptyDatabase()
  sql = postgres(database.url, { max: 1, onnotice: () => undefined })
})

afterEach(async () => {
  await sql.end()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const add = (name: string, text: string) => writeFile(new URL(name, folder), text)

const columns = async () =>
  (await sql`select column_name as name from information_schema.columns where table_name = 'one'`).map(
    ({ name }) => name,
  )

it('leaves a migrated database as it is', async () => {
  await using present = await freshDatabase()
  await migrate(present.url)
  await using db = openDatabase(present.url, { maxConnections: 1 })
  const rows = await db.sql<{ name: string }[]>`select name from schema_migrations order by name`
  expect(rows.map(({ name }) => name)).toEqual((await readExpanding()).map(({ name }) => name))
})

it('applies each file once, whoever starts at the same time', async () => {
  await Promise.all([1, 2, 3].map(() => migrate(database.url, { folder })))
  expect(await columns()).toEqual(['id', 'old'])
  await add('expand/20020101000000-two.sql', 'alter table one add column new int')
  await migrate(database.url, { folder })
  expect(await columns()).toEqual(['id', 'old', 'new'])
})

it('refuses a file that was changed since', async () => {
  await migrate(database.url, { folder })
  await add('expand/20010101000000-one.sql', 'create table two (id int)')
  await expect(migrate(database.url, { folder })).rejects.toThrow(/was changed/)
})

it('waits for a reader of a table that is to be changed, and lets others by meanwhile', async () => {
  await migrate(database.url, { folder })
  await add('expand/20020101000000-two.sql', 'alter table one add column new int')
  const reader = postgres(database.url, { max: 1 })
  const release = Promise.withResolvers<void>()
  const reading = Promise.withResolvers<void>()
  const read = reader.begin(async (tx) => {
    await tx`select * from one`
    reading.resolve()
    await release.promise
  })
  await reading.promise
  const migrating = migrate(database.url, { folder })
  // Nobody else waits for as long as the reader takes: 3 seconds at most.
  await sql`insert into one (id) values (1)`
  release.resolve()
  await Promise.all([read, migrating])
  await reader.end()
  expect(await columns()).toContain('new')
}, 30_000)

it('takes away only when no process of an older version is connected', async () => {
  await migrate(database.url, { folder })
  const later = `${Number(nameConnection().split(' ')[1]?.slice(0, 4)) + 1}0101000000`
  const name = `contract/${later}-without-old.sql`
  await add(name, 'alter table one drop column old')
  await using older = openDatabase(database.url, { maxConnections: 1 })
  await older.ping()
  await expect(contract(database.url, { folder })).rejects.toThrow(/older version/)
  expect(await columns()).toContain('old')
  await older[Symbol.asyncDispose]()
  expect(await contract(database.url, { folder })).toEqual([name])
  expect(await columns()).toEqual(['id'])
  expect(await contract(database.url, { folder })).toEqual([])
})

it('lets a process of this version go on when it takes away', async () => {
  await using present = await freshDatabase()
  await using db = openDatabase(present.url, { maxConnections: 1 })
  await db.ping()
  const due = (await readContracting()).map(({ name }) => name)
  expect(await contract(present.url)).toEqual(due)
})

it('refuses to work where a newer version has taken away what this one uses', async () => {
  await migrate(database.url, { folder })
  await add('contract/20020101000000-without-old.sql', 'alter table one drop column old')
  await contract(database.url, { folder })
  await rm(new URL('contract/20020101000000-without-old.sql', folder))
  await expect(migrate(database.url, { folder })).rejects.toThrow(/newer version/)
})

it('makes the schema of another time, in the order of that time', async () => {
  await add('contract/20020101000000-without-old.sql', 'alter table one drop column old')
  await add('expand/20030101000000-old-again.sql', 'alter table one add column old text')
  const like = [...(await readExpanding(folder)), ...(await readContracting(folder))]
  await migrate(database.url, { folder, like })
  expect(await columns()).toEqual(['id', 'old'])
  await expect(
    migrate(database.url, { folder, like: [{ name: '9999-x.sql', checksum: '' }] }),
  ).rejects.toThrow(/newer version/)
})

it('adds to the schema in such a way that the version before works on, and takes away elsewhere', async () => {
  // From before the first release.
  const known = ['20261124140512-delivery.sql', '20261124161833-moderation.sql']
  const takesAway =
    /\bdrop\s+(table|column|index|constraint|not)|\brename\b|\bset\s+not\s+null\b|\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b|\badd\s+(column\s+)?(?!constraint)[^;,]*\bnot\s+null\b(?![^;,]*\b(default|generated)\b)/i
  const wrong = (await readExpanding()).filter(({ text }) => takesAway.test(text.replaceAll(/--.*$/gm, '')))
  expect(wrong.map(({ name }) => name)).toEqual(known)
  const all = [...(await readExpanding()), ...(await readContracting())]
  expect(all.filter(({ name }) => stampOf(name) === '')).toEqual([])
})
