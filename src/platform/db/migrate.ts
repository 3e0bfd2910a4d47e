import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import {
  type AppliedMigration,
  type Migration,
  readContracting,
  readExpanding,
  stampOf,
} from './migration-files.ts'

/** This version must not work on the database. The message says which one may. */
class NewerSchema extends Error {
  override readonly name = 'NewerSchema'
}

/** A process of an older version works on the database. */
class OlderProcesses extends Error {
  override readonly name = 'OlderProcesses'
}

const tableWaitSeconds = 3
const tableTries = 20

/**
 * Brings a database to the present schema: every file of `migrations/expand` in order of name, each in one
 * transaction, once. Several processes may start together: one migrates, the others wait on the table's lock. Processes
 * of the version before go on meanwhile: nothing that they use is taken away.
 * @param options.like applies only these, those that contract among them: the schema of a backup
 * @throws Error when an applied file was changed since: migrations only go forward
 * @throws NewerSchema when a newer version has taken away what this one uses, or `like` names what this version does not know
 */
export async function migrate(
  url: string,
  { like, folder }: { readonly like?: readonly AppliedMigration[]; readonly folder?: URL } = {},
): Promise<void> {
  await using connection = connect(url)
  const { sql } = connection
  const known = await findApplied(sql)
  const contracting = await readContracting(folder)
  refuseNewer([...known.values()].filter(isContracting), contracting, 'This database was')
  const expanding = await readExpanding(folder)
  for (const migration of like ? choose(like, [...expanding, ...contracting]) : expanding)
    await applyUnlessKnown(sql, migration, known)
}

/**
 * Takes away from the schema what only older versions use: every file of `migrations/contract`, once.
 * @returns the names of those that were applied now
 * @throws OlderProcesses when a process of an older version is connected
 */
export async function contract(
  url: string,
  { folder }: { readonly folder?: URL } = {},
): Promise<readonly string[]> {
  await migrate(url, folder && { folder })
  await using connection = connect(url)
  const { sql } = connection
  const known = await findApplied(sql)
  const contracting = await readContracting(folder)
  const due = contracting.filter(({ name }) => !known.has(name))
  const newest = due.at(-1)
  if (newest) await refuseOlderProcesses(sql, stampOf(newest.name))
  for (const migration of contracting) await applyUnlessKnown(sql, migration, known)
  return due.map(({ name }) => name)
}

function connect(url: string): { readonly sql: postgres.Sql } & AsyncDisposable {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  return { sql, [Symbol.asyncDispose]: () => sql.end() }
}

async function findApplied(sql: postgres.Sql): Promise<ReadonlyMap<string, AppliedMigration>> {
  await sql`
    create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now()
    )
  `.catch(ignoreRace)
  const applied = await sql<AppliedMigration[]>`select name, checksum from schema_migrations`
  return new Map(applied.map((migration) => [migration.name, migration]))
}

function isContracting({ name }: AppliedMigration): boolean {
  return name.startsWith('contract/')
}

function refuseNewer(
  applied: readonly AppliedMigration[],
  known: readonly AppliedMigration[],
  what: string,
): void {
  const unknown = applied.find(({ name }) => known.every((migration) => migration.name !== name))
  if (unknown)
    throw new NewerSchema(
      `${what} brought to the schema of a newer version of Cairn (${unknown.name}), on which this one cannot work. Use the newer one.`,
    )
}

/** In the order of their moments, whatever they do. */
function choose(like: readonly AppliedMigration[], known: readonly Migration[]): readonly Migration[] {
  refuseNewer(like, known, 'What is to be read was')
  const names = new Map(like.map(({ name, checksum }) => [name, checksum]))
  const chosen = known.filter(({ name }) => names.has(name))
  for (const { name, checksum } of chosen) refuseChanged(name, checksum, names.get(name))
  return chosen.toSorted((one, other) => (stampOf(one.name) < stampOf(other.name) ? -1 : 1))
}

async function applyUnlessKnown(
  sql: postgres.Sql,
  migration: Migration,
  known: ReadonlyMap<string, AppliedMigration>,
): Promise<void> {
  const before = known.get(migration.name)
  refuseChanged(migration.name, migration.checksum, before?.checksum)
  if (before) return
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(sql, migration)
    } catch (error) {
      // A long reader holds a table that is to be changed. Whoever waits for it holds up all who come after: so not for long.
      const isHeld = error instanceof postgres.PostgresError && error.code === '55P03'
      if (!isHeld || attempt === tableTries) throw error
      await pause(500)
    }
  }
}

async function applyOnce(sql: postgres.Sql, { name, checksum, text }: Migration): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table schema_migrations in exclusive mode`
    // Another process may have been faster.
    const [applied] = await tx<AppliedMigration[]>`
      select name, checksum from schema_migrations where name = ${name}
    `
    refuseChanged(name, checksum, applied?.checksum)
    if (applied) return
    await tx.unsafe(`set local lock_timeout = '${tableWaitSeconds}s'`)
    await tx.unsafe(text)
    await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`
  })
}

function refuseChanged(name: string, checksum: string, applied: string | undefined): void {
  if (applied === undefined || applied === checksum) return
  throw new Error(`Migration ${name} was changed after it had been applied. Add a new file instead.`)
}

/** Connections of the server are called `cairn`, and since versions can be told apart, `cairn 20261124090000`. */
async function refuseOlderProcesses(sql: postgres.Sql, stamp: string): Promise<void> {
  const names = await sql<{ name: string }[]>`
    select distinct application_name as name
    from pg_stat_activity
    where datname = current_database() and (application_name = 'cairn' or application_name like 'cairn 2%')
  `
  const older = names.filter(({ name }) => (name.split(' ')[1] ?? '') < stamp)
  if (older.length > 0)
    throw new OlderProcesses(
      'Processes of an older version of Cairn work on this database. Start all of them anew with this version first.',
    )
}

/** `create table if not exists` still fails when two processes create it in the same instant. */
function ignoreRace(error: unknown): void {
  if (error instanceof postgres.PostgresError && ['23505', '42710', '42P07'].includes(error.code)) return
  throw error
}
