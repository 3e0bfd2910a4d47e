import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import { migrate } from './migrate.ts'
import {
  type CopiedTable,
  connectForCopies,
  emptyUnlessUsed,
  listApplied,
  listTables,
  quote,
  readRows,
  refuseInUse,
  sumUp,
  type Table,
  type Tx,
} from './whole-tables.ts'

export interface CopyPlan {
  readonly from: string
  readonly to: string
  /** Tables that belong to running processes or to the old cluster. */
  readonly leaveOut: readonly string[]
  /** Carries over what cannot be copied row by row, before the rows: until those are there, the copy does not count. */
  readonly before: (from: Tx, to: postgres.Sql) => Promise<void>
  readonly onTable: (table: CopiedTable) => void
}

/**
 * Copies every row of a database into an empty one, on any cluster, as of one moment, and compares number and content
 * of each table before the copy counts. Nothing is there after a failure; it may be begun anew.
 * @throws CannotCopy when processes use the one, or something is in the other
 */
export async function copyDatabase(plan: CopyPlan): Promise<CopiedTable[]> {
  await migrate(plan.from)
  const from = connectForCopies(plan.from)
  const to = connectForCopies(plan.to)
  try {
    await refuseInUse(from, 'what they write meanwhile would be lost.')
    await migrate(plan.to, { like: await listApplied(from) })
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
    const writing = await target.unsafe(`copy ${quote(table.name)} (${columns}) from stdin`).writable()
    await pipeline(readRows(source, `${quote(table.name)} (${columns})`), writing)
    const [before, after] = [await sumUp(source, table), await sumUp(target, table)]
    if (before.rows !== after.rows || before.sum !== after.sum)
      throw new Error(`Table ${table.name} differs: ${before.rows} rows here, ${after.rows} there.`)
    copied.push({ name: table.name, rows: after.rows })
    plan.onTable({ name: table.name, rows: after.rows })
  }
  return copied
}
