import type postgres from 'postgres'
import { contract } from '../migrate.ts'
import { connectForCopies, listTables, refuseInUse, sumUp, type Table } from '../whole-tables.ts'
import { CannotShard, refuseUnready } from './refuse-unready.ts'
import type { TableHome, TableHomes } from './table-home.ts'

export interface ShardPlan {
  readonly url: string
  /** How many parts each distributed table gets. They move whole: several times the number of nodes ever wanted. */
  readonly shards: number
  readonly homes: TableHomes
  readonly onTable: (table: ShardedTable) => void
}

export interface ShardedTable {
  readonly name: string
  readonly home: Exclude<TableHome['kind'], 'local'>
  readonly rows: number
}

/**
 * Spreads tables over the nodes of Citus, one after the other: what was not done when it ended is done when it is run
 * again, as are tables that a later release brings. Number and content of each are compared before it counts.
 * @returns those that were moved now
 * @throws CannotShard when the database or its nodes are not ready, or processes use it
 */
export async function shardDatabase(plan: ShardPlan): Promise<ShardedTable[]> {
  const sql = connectForCopies(plan.url)
  try {
    await refuseUnready(sql)
    await refuseInUse(sql, 'while a table moves nobody can read it.')
    // Keys without the owner are among what only older versions use.
    await contract(plan.url)
    const tables = await sql.begin(listTables)
    const unknown = tables.find(({ name }) => !plan.homes.has(name))
    if (unknown) throw new Error(`Nobody has said where ${unknown.name} lives.`)
    const done = await readHomes(sql)
    const moved: ShardedTable[] = []
    for (const table of tables) {
      const wanted = plan.homes.get(table.name)
      const found = done.get(table.name)
      if (!wanted || wanted.kind === 'local') continue
      if (found) refuseOtherHome(table.name, wanted, found)
      else moved.push(await move(sql, table, { home: wanted, plan, like: likeOf(done) }))
      done.set(table.name, wanted)
    }
    await sql.unsafe('analyze')
    return moved
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whether the tables of this database are spread already. */
export async function isSharded(sql: postgres.Sql): Promise<boolean> {
  const [known] = await sql<
    { has: boolean }[]
  >`select to_regclass('pg_catalog.pg_dist_partition') is not null as has`
  return known?.has === true && (await readHomes(sql)).size > 0
}

/** Tables that lie together: what one account owns is in shards that stay on one node. */
function likeOf(done: ReadonlyMap<string, TableHome>): string {
  return [...done].find(([, home]) => home.kind === 'distributed')?.[0] ?? 'none'
}

async function move(
  sql: postgres.Sql,
  table: Table,
  { home, plan, like }: { home: Exclude<TableHome, { kind: 'local' }>; plan: ShardPlan; like: string },
): Promise<ShardedTable> {
  const { name } = table
  const rows = await sql.begin(async (tx) => {
    const before = await sumUp(tx, table)
    if (home.kind === 'reference') await tx`select create_reference_table(${name}::text::regclass)`
    else if (like === 'none')
      await tx`
        select create_distributed_table(
          ${name}::text::regclass, ${home.by}::text, colocate_with => 'none', shard_count => ${plan.shards}::int
        )
      `
    else
      await tx`
        select create_distributed_table(${name}::text::regclass, ${home.by}::text, colocate_with => ${like}::text)
      `
    const after = await sumUp(tx, table)
    if (before.rows !== after.rows || before.sum !== after.sum)
      throw new Error(`Table ${name} differs: ${before.rows} rows before, ${after.rows} after.`)
    return after.rows
  })
  // What stays behind on the coordinator is read by nobody.
  await sql`select truncate_local_data_after_distributing_table(${name}::text::regclass)`
  const sharded: ShardedTable = { name, home: home.kind, rows }
  plan.onTable(sharded)
  return sharded
}

async function readHomes(sql: postgres.Sql<Record<string, never>>): Promise<Map<string, TableHome>> {
  const rows = await sql<{ name: string; method: string; by: string | null }[]>`
    select c.relname as name, p.partmethod as method,
      case when p.partmethod = 'h' then column_to_column_name(p.logicalrelid, p.partkey) end as by
    from pg_dist_partition as p
    join pg_class as c on c.oid = p.logicalrelid
    where p.partmethod = 'h' or (p.partmethod = 'n' and p.repmodel = 't')
    order by c.relname
  `
  return new Map(
    rows.map(({ name, method, by }) => [
      name,
      method === 'h' ? { kind: 'distributed', by: by ?? '' } : { kind: 'reference' },
    ]),
  )
}

function refuseOtherHome(name: string, wanted: TableHome, found: TableHome): void {
  const isSame =
    wanted.kind === found.kind &&
    (wanted.kind !== 'distributed' || found.kind !== 'distributed' || wanted.by === found.by)
  if (isSame) return
  throw new CannotShard(
    `Table ${name} is ${describe(found)}, but this release wants it ${describe(wanted)}. Copy the database to a new one with \`database copy\`, and shard that.`,
  )
}

function describe(home: TableHome): string {
  return home.kind === 'distributed' ? `distributed by ${home.by}` : home.kind
}
