import { setTimeout as pause } from 'node:timers/promises'
import { commandLine, DataDirInUse, startEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { migrate } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { makeFolder } from './make-folder.ts'

/** A database that is up and migrated. */
export interface Store extends AsyncDisposable {
  readonly url: string
  /** Resolves when the embedded database is lost for good. */
  readonly lost: Promise<unknown>
}

export interface StoreOptions {
  readonly onWaiting?: () => void
  readonly asItIs?: boolean
}

/**
 * Opens the database of the settings: `DATABASE_URL`, or the embedded PostgreSQL in the data folder.
 * @param options.onWaiting called when the database is starting and there is time for other work
 * @param options.asItIs leaves the schema alone
 * @throws DataDirInUse when another server holds the data folder
 */
export async function openStore(
  settings: Settings,
  log: Log,
  { onWaiting, asItIs = false }: StoreOptions = {},
): Promise<Store> {
  if (settings.databaseUrl) {
    onWaiting?.()
    if (!asItIs) await migrate(settings.databaseUrl)
    return {
      url: settings.databaseUrl,
      lost: new Promise(() => undefined),
      [Symbol.asyncDispose]: async () => undefined,
    }
  }
  await makeFolder(settings.dataDir)
  const postgres = await startWhenFree(settings, log, onWaiting)
  try {
    if (!asItIs) await migrate(postgres.url)
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

const patienceMs = 20_000

/** An operator's command may hold the folder for a moment; another server holds it for good. */
async function startWhenFree(settings: Settings, log: Log, onWaiting: (() => void) | undefined) {
  for (let waited = 0; ; waited += 250) {
    try {
      return await startEmbeddedPostgres({
        dataDir: settings.dataDir,
        log: (level, message, fields) => log[level](message, fields),
        ...(onWaiting && { onWaiting }),
      })
    } catch (error) {
      if (!(error instanceof DataDirInUse) || waited >= patienceMs || !isCommand(error.pid)) throw error
      await pause(250)
    }
  }
}

function isCommand(pid: number): boolean {
  return commandLine(pid).some((argument) => argument.endsWith('src/cli.ts'))
}
