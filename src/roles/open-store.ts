import { mkdir } from 'node:fs/promises'
import { startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { migrate } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'

/** A database that is up and migrated. */
export interface Store extends AsyncDisposable {
  readonly url: string
  /** Resolves when the embedded database is lost for good. */
  readonly lost: Promise<unknown>
}

/**
 * Opens the database of the settings: `DATABASE_URL`, or the embedded PostgreSQL in the data folder.
 * @throws DataDirInUse when another server holds the data folder
 */
export async function openStore(settings: Settings, log: Log): Promise<Store> {
  if (settings.databaseUrl) {
    await migrate(settings.databaseUrl)
    return {
      url: settings.databaseUrl,
      lost: new Promise(() => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    }
  }
  await mkdir(settings.dataDir, { recursive: true })
  const postgres = await startEmbeddedPostgres({
    dataDir: settings.dataDir,
    log: (level, message, fields) => log[level](message, fields),
  })
  try {
    await migrate(postgres.url)
  } catch (error) {
    await postgres[Symbol.asyncDispose]()
    throw error
  }
  return {
    url: postgres.url,
    lost: postgres.exited,
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  }
}
