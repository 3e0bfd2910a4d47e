import type { Readable } from 'node:stream'
import postgres from 'postgres'
import type { AppliedMigration } from './migration-files.ts'

export type Tx = postgres.TransactionSql<Record<string, never>>

export interface CopiedTable {
  readonly name: string
  readonly rows: number
}

/** An expected no: what must be done first. */
export class CannotCopy extends Error {
  override readonly name = 'CannotCopy'
}

/** Rows that every migrated database has. */
const ownTables = ['schema_migrations']

/** Both write values alike, so that their texts can be compared. */
export function connectForCopies(url: string): postgres.Sql {
  return postgres(url, {
    max: 2,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: 'cairn-copy', TimeZone: 'UTC' },
  })
}

/** @param because what would happen, as the end of a sentence. @throws CannotCopy */
export async function refuseInUse(sql: postgres.Sql, because: string): Promise<void> {
  const [others] = await sql<{ n: number; name: string }[]>`
    select count(*)::int as n, current_database() as name
    from pg_stat_activity
    where datname = current_database() and (application_name = 'cairn' or application_name like 'cairn 2%')
      and pid <> pg_backend_pid()
  `
  if (others && others.n > 0)
    throw new CannotCopy(
      `Processes of the server use the database ${others.name}. Stop them all first: ${because}`,
    )
}

/** What has made the schema, by name. */
export function listApplied(sql: postgres.Sql | Tx): Promise<AppliedMigration[]> {
  return sql<AppliedMigration[]>`select name, checksum from schema_migrations order by name`
}

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
}

/** All tables that hold the server's data, by name; columns that PostgreSQL makes by itself are not among them. */
export async function listTables(sql: Tx): Promise<Table[]> {
  const tables = await sql<Table[]>`
    select c.relname as name,
      (
        select array_agg(a.attname::text order by a.attnum)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      ) as columns
    from pg_class as c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by c.relname
  `
  return tables.filter(({ name }) => !ownTables.includes(name))
}

/** What a copy that failed has left is removed; whatever else is there is somebody's. */
export async function emptyUnlessUsed(
  sql: postgres.Sql,
  tables: readonly Table[],
  leaveOut: readonly string[],
): Promise<void> {
  for (const { name } of tables) {
    if (leaveOut.includes(name)) continue
    const [row] = await sql.unsafe(`select 1 from ${quote(name)} limit 1`)
    if (row) throw new CannotCopy(`The database to write to is not empty: ${name} has rows. Name a new one.`)
  }
  await emptyTables(sql, tables)
}

export async function emptyTables(sql: postgres.Sql, tables: readonly Table[]): Promise<void> {
  await sql.unsafe(`truncate ${tables.map(({ name }) => quote(name)).join(', ')}`)
}

/** What `copy … to stdout` says. @param query SQL that names rows, or a table with its columns */
export async function* readRows(sql: Tx, query: string): AsyncGenerator<Buffer> {
  const reading: Readable = await sql.unsafe(`copy ${query} to stdout`).readable()
  yield* reading
  // postgres 3.4 pauses its socket when the stream is full, and wakes it when the stream wants more: after the last row it
  // wants nothing, and the end of the statement would never be heard.
  reading._read(0)
}

/** Number of rows, and a sum over their texts that does not depend on their order. */
export async function sumUp(
  sql: Tx,
  { name, columns }: Table,
  { schema = 'public', where = 'true' }: { readonly schema?: string; readonly where?: string } = {},
): Promise<{ rows: number; sum: string }> {
  const texts = columns.map((column) => `t.${quote(column)}`).join(', ')
  const [row] = await sql.unsafe<{ rows: number; sum: string }[]>(
    `select count(*)::int as rows, coalesce(sum(hashtextextended(row(${texts})::text, 0)::numeric), 0)::text as sum
     from ${quote(schema)}.${quote(name)} as t
     where ${where}`,
  )
  if (!row) throw new Error(`Table ${name} cannot be summed up.`)
  return row
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
