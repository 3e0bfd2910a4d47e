import { setTimeout as pause } from 'node:timers/promises'
import { findRunningEmbeddedPostgres } from '#platform/db/embedded/index.ts'
import { migrate } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'
import { openStore, type StoreOptions } from './open-store.ts'

const startingServerMs = 20_000

export interface StoreNeeds {
  readonly settings: Settings
  readonly log: Log
}

/** The database of `DATABASE_URL`, that of a server which runs on the data folder, or the embedded one, started for a while. */
export async function findStore(
  settings: Settings,
  log: Log,
  { asItIs = false }: Pick<StoreOptions, 'asItIs'> = {},
): Promise<{ url: string } & AsyncDisposable> {
  const until = Date.now() + startingServerMs
  for (;;) {
    const running = settings.databaseUrl ? undefined : await findRunningEmbeddedPostgres(settings.dataDir)
    if (running) {
      const url = new URL(`postgres://${running.host}:${running.port}/${running.database}`)
      url.username = running.username
      url.password = running.password
      // The server may have started in this instant; migrating waits for it, and finds nothing to do.
      if (!asItIs) await migrate(url.href)
      return { url: url.href, [Symbol.asyncDispose]: async () => undefined }
    }
    try {
      return await openStore(settings, log, { asItIs })
    } catch (error) {
      // A server that is just starting holds the folder before its database answers.
      const isHeld = error instanceof Error && error.name === 'DataDirInUse'
      if (!isHeld || Date.now() > until) throw error
      await pause(200)
    }
  }
}
