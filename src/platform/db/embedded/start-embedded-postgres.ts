import { existsSync } from 'node:fs'
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Connection,
  choosePort,
  ensureDatabase,
  keepConnection,
  readConnection,
  urlOf,
} from './connection.ts'
import {
  adoptCluster,
  type ClusterNeeds,
  initialiseCluster,
  owner,
  renewPassword,
} from './initialise-cluster.ts'
import { lockDataFolder } from './lock-data-folder.ts'
import type { LogServer } from './log-server-output.ts'
import { copyBinaries, resolveBinaries } from './resolve-binaries.ts'
import { chooseRunAs } from './run-as.ts'
import { runPostmaster } from './run-postmaster.ts'
import { serverArguments } from './server-settings.ts'
import { stopLeftover } from './stop-leftover.ts'
import { type Supervised, supervise } from './supervise.ts'

/** A running PostgreSQL of our own. Dispose of it to stop it and to free the data folder. */
export type EmbeddedPostgres = AsyncDisposable & {
  /** For postgres.js, libpq and every tool: with the password. */
  readonly url: string
  readonly connection: Connection
  /** Resolves when PostgreSQL died and could not be brought back; never after an ordinary stop. */
  readonly exited: Promise<{ code: number | null }>
}

export type EmbeddedOptions = {
  readonly dataDir: string
  readonly log: LogServer
  /** Default true. Only tests that test nothing about crashes may turn it off. */
  readonly fsync?: boolean
  /** Default "cairn"; made when missing. */
  readonly database?: string
  /** Default 60, which suffices for one server. */
  readonly maxConnections?: number
  /** Called when another process works and this one would only wait: time for work of its own. May come twice. */
  readonly onWaiting?: () => void
}

/**
 * Starts the embedded PostgreSQL on `<dataDir>/postgres`, making the cluster at the first start, and keeps it running
 * on one port until disposed of. As root, PostgreSQL runs as an unprivileged user.
 * Throws DataDirInUse when another server holds the folder, and an Error with advice when it cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true })
  // One name for the folder whatever links lead to it: processes of an earlier run are found by it.
  const dataDir = await realpath(options.dataDir)
  await using unwinding = new AsyncDisposableStack()
  unwinding.use(await lockDataFolder(dataDir))
  const { supervised, connection } = await startOn(dataDir, options)
  unwinding.use(supervised)
  await ensureDatabase(connection)
  await keepConnection(dataDir, connection)
  const owned = unwinding.move()
  return {
    url: urlOf(connection),
    connection,
    exited: supervised.exited,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startOn(
  dataDir: string,
  options: EmbeddedOptions,
): Promise<{ supervised: Supervised; connection: Connection }> {
  const { log, fsync = true, database = 'cairn', maxConnections = 60 } = options
  const clusterDir = join(dataDir, 'postgres')
  const found = await resolveBinaries()
  const { runAs, programsReachable } = await chooseRunAs({ program: found.postgres, dataDir, clusterDir })
  const binaries = programsReachable ? found : await copyBinaries(found, dataDir)
  await stopLeftover(clusterDir, log)
  const kept = await prepareCluster(dataDir, { binaries, runAs, clusterDir, fsync }, log)
  const connection = { ...kept, port: await choosePort(kept.port), database }
  const args = serverArguments({ clusterDir, port: connection.port, fsync, maxConnections })
  const supervised = await supervise({
    log,
    async launch() {
      await stopLeftover(clusterDir, log)
      const run = runPostmaster({ runAs, program: binaries.postgres, args, clusterDir, log })
      options.onWaiting?.()
      return run
    },
  })
  return { supervised, connection }
}

async function prepareCluster(dataDir: string, needs: ClusterNeeds, log: LogServer): Promise<Connection> {
  const keepPassword = (password: string) =>
    keepConnection(dataDir, { host: '127.0.0.1', port: 0, username: owner, password, database: 'cairn' })
  if (existsSync(needs.clusterDir)) {
    await adoptCluster(needs)
    if ((await readConnection(dataDir)) === undefined) await keepPassword(await renewPassword(needs))
  } else {
    log('info', 'First start: making the database', { folder: needs.clusterDir })
    await initialiseCluster(needs, keepPassword)
  }
  const kept = await readConnection(dataDir)
  if (kept === undefined) throw new Error(`The connection file in ${dataDir} has vanished.`)
  return kept
}
