import { type CopiedTable, copyDatabase } from '#platform/db/index.ts'
import { carryEvents, logTables } from '#platform/events/index.ts'
import { findStore, type StoreNeeds } from './find-store.ts'

/** Of processes that run. */
export const processTables = ['leases', 'worker_leases', 'row_changes']

/** Copies this server's database to an empty one. @throws CannotCopy */
export async function copyStore(
  { settings, log }: StoreNeeds,
  to: string,
  onTable: (table: CopiedTable) => void,
): Promise<readonly CopiedTable[]> {
  await using store = await findStore(settings, log)
  // Awaited here: the database must not end before.
  return await copyDatabase({
    from: store.url,
    to,
    leaveOut: [...logTables, ...processTables],
    before: carryEvents,
    onTable,
  })
}
