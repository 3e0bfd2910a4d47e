import { type BackupManifest, format, writeBackupFile } from './backup-file.ts'
import { isSharded } from './shards/index.ts'
import {
  type CopiedTable,
  connectForCopies,
  listApplied,
  listTables,
  quote,
  readRows,
  refuseInUse,
  sumUp,
  type Table,
  type Tx,
} from './whole-tables.ts'

export interface BackupPlan {
  readonly from: string
  readonly file: string
  /** Tables that belong to running processes. */
  readonly leaveOut: readonly string[]
  /** Tables that come first in the file, because their owner brings them back ({@link RestorePlan}); SQL that says which rows. */
  readonly first: Readonly<Record<string, string>>
  readonly about: Pick<BackupManifest, 'version' | 'origin' | 'secrets'>
  readonly onTable: (table: CopiedTable) => void
}

type Entry = BackupManifest['tables'][number]

/**
 * Writes every row of a database to one file, as of one moment, while the server goes on. The transaction only reads,
 * so it has no number, and consumers of the event log do not wait for it.
 * @throws CannotCopy when the file is there already, or the database is sharded and in use
 */
export async function backUpDatabase(plan: BackupPlan): Promise<CopiedTable[]> {
  const from = connectForCopies(plan.from)
  try {
    // Nodes have no moment in common: what is written meanwhile would be in the file of one and not of another.
    if (await isSharded(from))
      await refuseInUse(from, 'the nodes of a sharded database cannot be read as of one moment.')
    return await from.begin('isolation level repeatable read read only', async (source) => {
      const tables: Entry[] = []
      for (const table of inOrder(await listTables(source), plan))
        tables.push({ ...table, ...(await sumUp(source, table, { where: rowsOf(table, plan) })) })
      const migrations = await listApplied(source)
      const manifest = {
        format,
        ...plan.about,
        madeAt: new Date().toISOString(),
        migrations,
        tables,
      } as const
      await writeBackupFile(plan.file, manifest, readTables(source, tables, plan))
      return tables.map(({ name, rows }) => ({ name, rows }))
    })
  } finally {
    await from.end({ timeout: 5 })
  }
}

function inOrder(tables: readonly Table[], { first, leaveOut }: BackupPlan): Table[] {
  const kept = tables.filter(({ name }) => !leaveOut.includes(name))
  return [...kept.filter(({ name }) => name in first), ...kept.filter(({ name }) => !(name in first))]
}

function rowsOf({ name }: Table, { first }: BackupPlan): string {
  return first[name] ?? 'true'
}

async function* readTables(source: Tx, tables: readonly Entry[], plan: BackupPlan) {
  for (const table of tables) {
    const columns = table.columns.map(quote).join(', ')
    yield readRows(source, `(select ${columns} from ${quote(table.name)} where ${rowsOf(table, plan)})`)
    plan.onTable({ name: table.name, rows: table.rows })
  }
}
