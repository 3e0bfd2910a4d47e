import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'
import { initialiseCluster, superuser } from './initialise-cluster.ts'
import { lockDataFolder } from './lock-data-folder.ts'
import { copyBinaries, resolveBinaries } from './resolve-binaries.ts'
import { chooseRunAs } from './run-as.ts'
import { type Connection, supervise } from './supervise.ts'

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly url: string
  readonly connection: Connection
  /** Resolves when PostgreSQL died and could not be brought back. */
  readonly exited: Promise<{ code: number | null }>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: object) => void
  /** Default true. Only tests that test nothing about crashes may turn it off. */
  readonly fsync?: boolean
  readonly database?: string
}

/**
 * Starts the embedded PostgreSQL on `<dataDir>/postgres`, making the cluster at the first start, and keeps it running
 * until disposed of. As root, PostgreSQL runs as an unprivileged user.
 * Throws DataDirInUse when another server holds the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log } = options
  await mkdir(dataDir, { recursive: true })
  const lock = await lockDataFolder(dataDir)
  try {
    const clusterDir = join(dataDir, 'postgres')
    const found = await resolveBinaries()
    const { runAs, programsReachable } = await chooseRunAs({ program: found.postgres, dataDir, clusterDir })
    const binaries = programsReachable ? found : await copyBinaries(found, dataDir)
    const password = await keepPassword(dataDir)
    await initialiseCluster(binaries, runAs, { dataDir, clusterDir, password })
    const connection = {
      host: '127.0.0.1',
      port: await choosePort(dataDir),
      username: superuser,
      password,
      database: options.database ?? 'cairn',
    }
    const supervised = await supervise({
      binaries,
      runAs,
      clusterDir,
      connection,
      fsync: options.fsync ?? true,
      log,
    })
    await ensureDatabase(connection)
    await keepConnection(dataDir, connection)
    return {
      url: urlOf(connection),
      connection,
      exited: supervised.exited,
      async [Symbol.asyncDispose]() {
        await supervised[Symbol.asyncDispose]()
        await lock[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await lock[Symbol.asyncDispose]()
    throw error
  }
}

/** The connection of the server that runs on a data folder now, for the operator's commands beside it. */
export async function findRunningEmbeddedPostgres(dataDir: string): Promise<Connection | undefined> {
  let connection: Connection
  try {
    connection = JSON.parse(await readFile(connectionFile(dataDir), 'utf8')) as Connection
  } catch {
    return undefined
  }
  const sql = postgres({ ...connection, max: 1, connect_timeout: 2 })
  try {
    await sql`select 1`
    return connection
  } catch {
    return undefined
  } finally {
    await sql.end({ timeout: 1 })
  }
}

export function urlOf({ host, port, username, password, database }: Connection): string {
  return `postgres://${username}:${password}@${host}:${port}/${database}`
}

function connectionFile(dataDir: string): string {
  return join(dataDir, 'postgres-connection.json')
}

async function keepConnection(dataDir: string, connection: Connection): Promise<void> {
  await writeSecret(connectionFile(dataDir), JSON.stringify(connection))
}

async function keepPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    const password = randomBytes(24).toString('hex')
    await writeSecret(file, password)
    return password
  }
}

async function writeSecret(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await chmod(`${file}.new`, 0o600)
  await rename(`${file}.new`, file)
}

/** The port of the last run when it is free, so that pools and operators find the database where it was. */
async function choosePort(dataDir: string): Promise<number> {
  try {
    const { port } = JSON.parse(await readFile(connectionFile(dataDir), 'utf8')) as Connection
    return await tryPort(port)
  } catch {
    return tryPort(0)
  }
}

async function tryPort(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port for PostgreSQL.')
  return address.port
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const sql = postgres({ ...connection, database: 'postgres', max: 1, onnotice: () => undefined })
  try {
    const rows = await sql`select 1 from pg_database where datname = ${connection.database}`
    if (rows.length === 0) await sql`create database ${sql(connection.database)}`
  } finally {
    await sql.end()
  }
}
