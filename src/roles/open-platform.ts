import { type Clock, systemClock } from '#platform/clock/index.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { createEventLog, type EventLog } from '#platform/events/index.ts'
import { createIdMaker, type IdMaker, leaseWorkerId } from '#platform/ids/index.ts'
import { createJobQueue, type JobQueue } from '#platform/jobs/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Settings } from '#platform/settings/index.ts'

/** The machines that every room may ask for. */
export interface Platform extends AsyncDisposable {
  readonly settings: Settings
  readonly log: Log
  readonly clock: Clock
  readonly db: Database
  readonly ids: IdMaker
  readonly eventLog: EventLog
  readonly jobs: JobQueue
}

export interface OpenPlatform extends Platform {
  /** Aborts when another process has this one's worker id: it must end, for it would make ids that exist already. */
  readonly idsLost: AbortSignal
}

/** Opens the platform on a migrated database. */
export async function openPlatform(settings: Settings, log: Log, databaseUrl: string): Promise<OpenPlatform> {
  const db = openDatabase(databaseUrl, { maxConnections: settings.databaseConnections })
  try {
    const lease = await leaseWorkerId(db)
    const ids = createIdMaker(systemClock, lease.workerId)
    const eventLog = createEventLog(db, ids)
    return {
      settings,
      log,
      clock: systemClock,
      db,
      ids,
      idsLost: lease.lost,
      eventLog,
      jobs: createJobQueue(ids, db.changes),
      async [Symbol.asyncDispose]() {
        await eventLog[Symbol.asyncDispose]()
        // A database that is gone cannot take the lease back; it runs out by itself.
        await Promise.resolve(lease[Symbol.asyncDispose]()).catch(() => undefined)
        await db[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await db[Symbol.asyncDispose]()
    throw error
  }
}
