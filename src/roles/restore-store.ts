import { type CopiedTable, checkBackupFile, restoreDatabase } from '#platform/db/index.ts'
import { carriedRows, carryEvents } from '#platform/events/index.ts'
import { processTables } from './copy-store.ts'
import { findStore, type StoreNeeds } from './find-store.ts'
import { keepFormSecret } from './form-secret.ts'

/** Brings a backup into this server's database, which must be empty, and its secret into the data folder. @throws CannotCopy */
export async function restoreStore(
  { settings, log }: StoreNeeds,
  file: string,
  onTable: (table: CopiedTable) => void,
): Promise<readonly CopiedTable[]> {
  // Before anything is made or touched.
  const { origin, secrets } = await checkBackupFile(file)
  if (origin !== settings.origin)
    log.warn(
      `The backup is of ${origin}, and CAIRN_ORIGIN is ${settings.origin}: other servers know people by the former.`,
    )
  await using store = await findStore(settings, log, { asItIs: true })
  const tables = await restoreDatabase({
    file,
    to: store.url,
    leftOut: ['event_relays', ...processTables],
    first: Object.keys(carriedRows),
    carry: carryEvents,
    onTable,
  })
  if (secrets['secret']) await keepFormSecret(settings, secrets['secret'])
  return tables
}
