import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { type BackupManifest, type BackupReader, openBackupFile } from './backup-file.ts'
import { migrate } from './migrate.ts'
import {
  CannotCopy,
  type CopiedTable,
  connectForCopies,
  emptyTables,
  emptyUnlessUsed,
  listApplied,
  listTables,
  quote,
  refuseInUse,
  sumUp,
  type Tx,
} from './whole-tables.ts'

export interface RestorePlan {
  /** That has been checked. */
  readonly file: string
  readonly to: string
  /** Tables that were left out of the file. */
  readonly leftOut: readonly string[]
  /** Tables at the head of the file that `carry` brings back: it reads them in a transaction of their own. */
  readonly first: readonly string[]
  readonly carry: (from: Tx, to: postgres.Sql) => Promise<void>
  readonly onTable: (table: CopiedTable) => void
}

/** Holds what `carry` reads; there only while a restore is under way, or has been killed. */
const stage = 'cairn_restore'

/**
 * Brings a backup into an empty database, on any cluster, and compares number and content of each table
 * before it counts. The schema is first made as it was where the backup was written, and then brought to the present one. After a failure the database is empty; after kill -9 no server starts on it, and it may be begun anew.
 * @throws CannotCopy when processes use the database, something is in it, or its schema is newer than the backup's
 * @throws NewerSchema when the backup is of a newer version than this
 */
export async function restoreDatabase(plan: RestorePlan): Promise<CopiedTable[]> {
  await using backup = await openBackupFile(plan.file)
  const to = connectForCopies(plan.to)
  try {
    await refuseInUse(to, 'a backup is restored into a database that nobody uses.')
    await makeSchema(plan.to, to, backup.manifest)
    const tables = await to.begin(listTables)
    // Those of the log may be there from a restore that was killed.
    await emptyUnlessUsed(to, tables, [...plan.leftOut, ...plan.first])
    try {
      const restored = await restore(backup, to, plan)
      await migrate(plan.to)
      return restored
    } catch (error) {
      // A database that cannot be reached is emptied when it is begun anew.
      await emptyTables(to, tables).catch(() => undefined)
      await to.unsafe(`drop schema if exists ${stage} cascade`).catch(() => undefined)
      throw error
    }
  } finally {
    await to.end({ timeout: 5 })
  }
}

/** Where a restore was killed there is a log without what it speaks of. @throws CannotCopy */
export async function refuseHalfRestored(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 })
  try {
    const [row] = await sql<{ half: boolean }[]>`select to_regnamespace(${stage}) is not null as half`
    if (row?.half)
      throw new CannotCopy('A backup was restored into this database, but not to its end. Restore it again.')
  } finally {
    await sql.end()
  }
}

/** The rows of one schema do not fit another, and migrations that change rows have to run on them. */
async function makeSchema(
  url: string,
  sql: postgres.Sql,
  { migrations, version }: BackupManifest,
): Promise<void> {
  await migrate(url, { like: migrations })
  const applied = await listApplied(sql)
  const key = ({ name, checksum }: { name: string; checksum: string }) => `${name} ${checksum}`
  const [here, there] = [new Set(applied.map(key)), new Set(migrations.map(key))]
  const newer = [...here.difference(there)].toSorted()[0]
  if (newer === undefined) return
  throw new CannotCopy(
    `The backup is of Cairn ${version}, and the database has a newer schema already (${newer.split(' ')[0]}). Name a database in which nothing was made yet.`,
  )
}

async function restore(backup: BackupReader, to: postgres.Sql, plan: RestorePlan): Promise<CopiedTable[]> {
  const { tables } = backup.manifest
  const [first, others] = [tables.slice(0, plan.first.length), tables.slice(plan.first.length)]
  if (first.some(({ name }) => !plan.first.includes(name)))
    throw new Error('The tables are in another order.')
  await to.begin(async (tx) => {
    await tx.unsafe(`drop schema if exists ${stage} cascade`)
    await tx.unsafe(`create schema ${stage}`)
    for (const { name } of first)
      await tx.unsafe(`create table ${stage}.${quote(name)} (like public.${quote(name)})`)
    for (const table of first) await load(tx, table, { backup, plan, schema: stage })
  })
  await to.begin('isolation level repeatable read', async (tx) => {
    await tx.unsafe(`set local search_path to ${stage}, public`)
    await plan.carry(tx, to)
  })
  await to.begin(async (tx) => {
    for (const table of others) await load(tx, table, { backup, plan, schema: 'public' })
    await backup.finish()
    await tx.unsafe(`drop schema ${stage} cascade`)
  })
  await to.unsafe('analyze')
  return tables.map(({ name, rows }) => ({ name, rows }))
}

async function load(
  tx: Tx,
  table: BackupManifest['tables'][number],
  { backup, plan, schema }: { backup: BackupReader; plan: RestorePlan; schema: string },
): Promise<void> {
  const columns = table.columns.map(quote).join(', ')
  const writing = await tx
    .unsafe(`copy ${quote(schema)}.${quote(table.name)} (${columns}) from stdin`)
    .writable()
  await pipeline(backup.section(), writing)
  const { rows, sum } = await sumUp(tx, table, { schema })
  if (rows !== table.rows || sum !== table.sum)
    throw new Error(`Table ${table.name} differs: ${table.rows} rows in the backup, ${rows} here.`)
  plan.onTable({ name: table.name, rows })
}
