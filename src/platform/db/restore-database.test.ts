import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyDatabase, freshDatabase } from '#kit/fresh-database.ts'
import { backUpDatabase } from './back-up-database.ts'
import { type BackupManifest, openBackupFile, writeBackupFile } from './backup-file.ts'
import { migrate } from './migrate.ts'
import { readExpanding } from './migration-files.ts'
import { openDatabase } from './open-database.ts'
import { type RestorePlan, refuseHalfRestored, restoreDatabase } from './restore-database.ts'

const first = { events: 'true', parked_events: 'true' }
const long = 'long '.repeat(500_000)
let folder: string
let file: string
let source: Awaited<ReturnType<typeof freshDatabase>>
let target: Awaited<ReturnType<typeof freshDatabase>>
let there: postgres.Sql

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-restore-'))
  file = join(folder, 'backup')
  source = await freshDatabase()
  target = await freshDatabase()
  there = postgres(target.url, { max: 1, onnotice: () => undefined })
  const here = postgres(source.url, { max: 1 })
  await here`insert into instance_settings (name, value) values ('title', ${here.json(long)}), ('odd', '"\\\\.\\n"')`
  await here`insert into peers (host) select 'peer-' || n from generate_series(1, 1000) as n`
  await here`insert into events (id, type, subject, data) values (7, 'post.published', 'post:1', '{}')`
  await here.end()
  await backUpDatabase({
    from: source.url,
    file,
    leaveOut: ['leases'],
    first,
    about: { version: '1.2.3', origin: 'https://cairn.example', secrets: {} },
    onTable: () => undefined,
  })
})

afterAll(async () => {
  await there?.end()
  await source?.[Symbol.asyncDispose]()
  await target?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

function plan(more: Partial<RestorePlan> = {}): RestorePlan {
  return {
    file,
    to: target.url,
    leftOut: ['leases'],
    first: Object.keys(first),
    carry: async (from, to) => {
      for (const { id } of await from`select id from events`)
        await to`insert into events (id, type, subject, data) values (${id}, 'carried', 'post:1', '{}')`
    },
    onTable: () => undefined,
    ...more,
  }
}

async function changed(name: string, change: (manifest: BackupManifest) => BackupManifest): Promise<string> {
  await using backup = await openBackupFile(file)
  const other = join(folder, name)
  async function* sections() {
    for (const _ of backup.manifest.tables) yield backup.section()
  }
  await writeBackupFile(other, change(backup.manifest), sections())
  return other
}

async function expectNothingThere(): Promise<void> {
  const [row] = await there`
    select (select count(*)::int from peers) as peers, (select count(*)::int from events) as events,
      to_regnamespace('cairn_restore') as stage
  `
  expect(row).toEqual({ peers: 0, events: 0, stage: null })
}

it('leaves nothing when rows differ from what was counted, after the log was carried over', async () => {
  const other = await changed('sums', (manifest) => ({
    ...manifest,
    tables: manifest.tables.map((table) => (table.name === 'peers' ? { ...table, sum: '1' } : table)),
  }))
  await expect(restoreDatabase(plan({ file: other }))).rejects.toThrow(/Table peers differs/)
  await expectNothingThere()
})

it('refuses a backup of a newer version, and names what it does not know', async () => {
  const other = await changed('schema', (manifest) => ({
    ...manifest,
    migrations: [...manifest.migrations, { name: '9999-later.sql', checksum: 'x' }],
  }))
  await expect(restoreDatabase(plan({ file: other }))).rejects.toThrow(
    /newer version of Cairn .9999-later.sql/,
  )
  await expectNothingThere()
})

it('brings a backup of an older version into a new database, and its schema up to this one', async () => {
  const expanding = await readExpanding()
  await using old = await emptyDatabase()
  await using now = await emptyDatabase()
  await migrate(old.url, { like: expanding.slice(0, 1) })
  const here = postgres(old.url, { max: 1 })
  await here`insert into peers (host) values ('old.example')`
  await here.end()
  const older = join(folder, 'older')
  const about = { version: '0.0.1', origin: 'https://cairn.example', secrets: {} }
  const onTable = () => undefined
  await backUpDatabase({
    from: old.url,
    file: older,
    leaveOut: [],
    first: { events: 'true' },
    about,
    onTable,
  })
  await expect(restoreDatabase(plan({ file: older, leftOut: [], first: ['events'] }))).rejects.toThrow(
    /newer schema already/,
  )
  await restoreDatabase(plan({ file: older, to: now.url, leftOut: [], first: ['events'] }))
  await using db = openDatabase(now.url, { maxConnections: 1 })
  expect(await db.sql`select host from peers`).toEqual([{ host: 'old.example' }])
  const applied = await db.sql<{ name: string }[]>`select name from schema_migrations order by name`
  expect(applied.map(({ name }) => name)).toEqual(expanding.map(({ name }) => name))
})

it('is seen to have been killed, and is begun anew', async () => {
  await refuseHalfRestored(target.url)
  await there`create schema cairn_restore`
  await there`insert into events (id, type, subject, data) values (1, 'half', 'post:1', '{}')`
  await expect(refuseHalfRestored(target.url)).rejects.toThrow(/not to its end/)
  const tables = await restoreDatabase(plan())
  expect(tables).toContainEqual({ name: 'peers', rows: 1000 })
  await refuseHalfRestored(target.url)
  expect(await there`select type from events`).toEqual([{ type: 'carried' }])
  const settings = await there<{ value: string }[]>`select value from instance_settings order by name`
  expect(settings.map(({ value }) => value)).toEqual(['\\.\n', long])
})

it('refuses a database that holds anything', async () => {
  await expect(restoreDatabase(plan())).rejects.toThrow(/is not empty/)
})
