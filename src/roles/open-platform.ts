import { type Clock, systemClock } from '#platform/clock/index.ts'
import { type Database, openDatabase } from '#platform/db/index.ts'
import { type Backbone, createEventLog, type EventLog, findLogId } from '#platform/events/index.ts'
import { createIdMaker, type IdMaker, leaseWorkerId } from '#platform/ids/index.ts'
import { createJobQueue, type JobQueue } from '#platform/jobs/index.ts'
import { createLeases, type Leases } from '#platform/leases/index.ts'
import type { Log } from '#platform/log/index.ts'
import { type Nats, openNats } from '#platform/nats/index.ts'
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
  readonly leases: Leases
  /** How events travel between processes; undefined: by the database. */
  readonly backbone: Backbone | undefined
}

export interface OpenPlatform extends Platform {
  /** Aborts when another process has this one's worker id: it must end, for it would make ids that exist already. */
  readonly idsLost: AbortSignal
}

/** Opens the platform on a migrated database. @throws UnsafeNats */
export async function openPlatform(settings: Settings, log: Log, databaseUrl: string): Promise<OpenPlatform> {
  await using stack = new AsyncDisposableStack()
  const nats = await findNats(settings, log)
  if (nats) stack.use(nats)
  const db = stack.use(
    openDatabase(databaseUrl, {
      maxConnections: settings.databaseConnections,
      bus: nats?.hints,
      shared: isShared(settings),
      replicas: settings.databaseReplicas,
    }),
  )
  const lease = await leaseWorkerId(db)
  // A database that is gone cannot take the lease back; it runs out by itself.
  stack.defer(() => Promise.resolve(lease[Symbol.asyncDispose]()).catch(() => undefined))
  const ids = createIdMaker(systemClock, lease.workerId)
  const eventLog = stack.use(createEventLog(db, ids))
  const leases = stack.use(createLeases(db))
  const stream = nats?.stream
  const backbone = stream && { stream, leases, logId: await findLogId(db, stream.name) }
  const opened = stack.move()
  return {
    settings,
    log,
    clock: systemClock,
    db,
    ids,
    idsLost: lease.lost,
    eventLog,
    jobs: createJobQueue(ids, db.changes),
    leases,
    backbone,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** The embedded database is one process's. */
function isShared({ databaseShared, databaseUrl, databaseReplicas }: Settings): boolean {
  // How new a standby must be is learnt by catching up.
  if (databaseReplicas.length > 0) return true
  return databaseShared === 'auto' ? databaseUrl !== undefined : databaseShared === 'yes'
}

async function findNats(settings: Settings, log: Log): Promise<Nats | undefined> {
  const { natsServers, natsMonitoring, natsReplicas } = settings
  if (!natsServers) return undefined
  const hosts = natsServers.servers.map((server) => server.slice(0, server.lastIndexOf(':')))
  return openNats(
    {
      ...natsServers,
      monitoring: natsMonitoring.length > 0 ? natsMonitoring : hosts.map((host) => `http://${host}:8222`),
      stream: settings.natsStream,
      replicas: natsReplicas ?? (hosts.length >= 3 ? 3 : 1),
      maxMebibytes: settings.natsMebibytes,
    },
    log,
  )
}
