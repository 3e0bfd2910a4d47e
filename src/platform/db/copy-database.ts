import { pipeline } from 'node:stream/promises'
import postgres from 'postgres'
import { migrate } from './migrate.ts'

type Tx = postgres.TransactionSql<Record<string, never>>

export interface CopiedTable {
  readonly name: string
  readonly rows: number
}

/** An expected no: what must be done first. */
export class CannotCopy extends Error {
  override readonly name = 'CannotCopy'
}

export interface CopyPlan {
  readonly from: string
  readonly to: string
  /** Tables that belong to running processes or to the old cluster. */
  readonly leaveOut: readonly string[]
  /** Carries over what cannot be copied row by row, before the rows: until those are there, the copy does not count. */
  readonly before: (from: Tx, to: postgres.Sql) => Promise<void>
  readonly onTable: (table: CopiedTable) => void
}

/** Rows that every migrated database has. */
const ownTables = ['schema_migrations']

/**
 * Copies every row of a database into an empty one, on any cluster, as of one moment, and compares number and content
 * of each table before the copy counts. Nothing is there after a failure; it may be begun anew.
 * @throws CannotCopy when processes use the one, or something is in the other
 */
export async function copyDatabase(plan: CopyPlan): Promise<CopiedTable[]> {
  await migrate(plan.from)
  await migrate(plan.to)
  const from = connect(plan.from)
  const to = connect(plan.to)
  try {
    await refuseInUse(from, plan.from)
    return await from.begin('isolation level repeatable read read only', async (source) => {
      const tables = await listTables(source)
      await emptyUnlessUsed(to, tables, plan.leaveOut)
      await plan.before(source, to)
      const copied = await to.begin((target) => copyTables(source, target, { plan, tables }))
      await to.unsafe('analyze')
      return copied
    })
  } finally {
    await Promise.all([from.end({ timeout: 5 }), to.end({ timeout: 5 })])
  }
}

async function copyTables(
  source: Tx,
  target: Tx,
  { plan, tables }: { plan: CopyPlan; tables: readonly Table[] },
): Promise<CopiedTable[]> {
  const copied: CopiedTable[] = []
  for (const table of tables) {
    if (plan.leaveOut.includes(table.name)) continue
    const columns = table.columns.map(quote).join(', ')
    const reading = await source.unsafe(`copy ${quote(table.name)} (${columns}) to stdout`).readable()
    const writing = await target.unsafe(`copy ${quote(table.name)} (${columns}) from stdin`).writable()
    await pipeline(reading, writing)
    const [before, after] = [await sumUp(source, table), await sumUp(target, table)]
    if (before.rows !== after.rows || before.sum !== after.sum)
      throw new Error(`Table ${table.name} differs: ${before.rows} rows here, ${after.rows} there.`)
    copied.push({ name: table.name, rows: after.rows })
    plan.onTable({ name: table.name, rows: after.rows })
  }
  return copied
}

/** Both write values alike, so that their texts can be compared. */
function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 2,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel } },
    connection: { application_name: 'cairn-copy', TimeZone: 'UTC' },
  })
}

async function refuseInUse(sql: postgres.Sql, url: string): Promise<void> {
  const [others] = await sql<{ n: number }[]>`
    select count(*)::int as n
    from pg_stat_activity
    where datname = current_database() and application_name = 'cairn' and pid <> pg_backend_pid()
  `
  if (others && others.n > 0)
    throw new CannotCopy(
      `Processes of the server use the database ${new URL(url).pathname.slice(1)}. Stop them all first: what they write meanwhile would be lost.`,
    )
}

interface Table {
  readonly name: string
  readonly columns: readonly string[]
}

async function listTables(sql: Tx): Promise<Table[]> {
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
async function emptyUnlessUsed(
  sql: postgres.Sql,
  tables: readonly Table[],
  leaveOut: readonly string[],
): Promise<void> {
  for (const { name } of tables) {
    if (leaveOut.includes(name)) continue
    const [row] = await sql.unsafe(`select 1 from ${quote(name)} limit 1`)
    if (row) throw new CannotCopy(`The other database is not empty: ${name} has rows. Name a new one.`)
  }
  await sql.unsafe(`truncate ${tables.map(({ name }) => quote(name)).join(', ')}`)
}

/** Number of rows, and a sum over their texts that does not depend on their order. */
async function sumUp(sql: Tx, { name, columns }: Table): Promise<{ rows: number; sum: string }> {
  const texts = columns.map((column) => `t.${quote(column)}`).join(', ')
  const [row] = await sql.unsafe<{ rows: number; sum: string }[]>(
    `select count(*)::int as rows, coalesce(sum(hashtextextended(row(${texts})::text, 0)::numeric), 0)::text as sum
     from ${quote(name)} as t`,
  )
  if (!row) throw new Error(`Table ${name} cannot be summed up.`)
  return row
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
