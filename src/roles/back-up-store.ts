import { backUpDatabase, type CopiedTable } from '#platform/db/index.ts'
import { carriedRows } from '#platform/events/index.ts'
import { processTables } from './copy-store.ts'
import { findStore, type StoreNeeds } from './find-store.ts'
import { findFormSecret } from './form-secret.ts'
import { readVersion } from './read-version.ts'

/** Writes this server's database, and the secret of its data folder, to a file. @throws CannotCopy */
export async function backUpStore(
  { settings, log }: StoreNeeds,
  file: string,
  onTable: (table: CopiedTable) => void,
): Promise<readonly CopiedTable[]> {
  await using store = await findStore(settings, log)
  // Awaited here: the database must not end before.
  return await backUpDatabase({
    from: store.url,
    file,
    // The marks of relays are positions in a stream that knows the old log.
    leaveOut: ['event_relays', ...processTables],
    first: carriedRows,
    about: {
      version: readVersion(),
      origin: settings.origin,
      secrets: { secret: await findFormSecret(settings) },
    },
    onTable,
  })
}
