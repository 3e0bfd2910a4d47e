import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { freePort } from './free-port.ts'
import { freshDatabase } from './fresh-database.ts'
import { forgetStream, processesOnCluster, settingsOnCluster } from './server-on-cluster.ts'
import { listens, type ServerProcess, serverProcess } from './server-process.ts'

const ownRoot = new URL('../../', import.meta.url).pathname
const run = promisify(execFile)

export interface TestServer extends AsyncDisposable {
  readonly origin: string
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  /** Everything that the server has written so far. */
  log(): string
  /** Runs an operator's command beside the server. */
  cairn(...args: string[]): Promise<string>
  /** The same on another data folder, with its embedded database. */
  cairnOn(dataDir: string, ...args: string[]): Promise<string>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts again on the same data and port. */
  start(): Promise<void>
  readonly pid: () => number | undefined
}

export interface ServerOptions {
  /** The embedded database, as users have it; otherwise a fresh one in the shared cluster. */
  readonly embedded?: boolean
  readonly environment?: Readonly<Record<string, string>>
  readonly dataDir?: string
  /** The checkout that runs, when it is not this one. */
  readonly root?: string
  /** Flags of Node, before the file. */
  readonly flags?: readonly string[]
  /** An address of this machine (`freeAddress`) whose port 80 it takes, so that its handles name no port. */
  readonly address?: string
  /** The name by which it is reached: for passkeys, which know no numbers. */
  readonly name?: 'localhost'
}

/**
 * The real server as a process of its own, the way `npm start` runs it. With CAIRN_TEST_ON=cluster it is several behind a
 * balancer, unless the test says itself which processes there are, by their ROLES or on whose DATABASE_URL.
 */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { root = ownRoot } = options
  const cluster = options.embedded ? null : inject('cluster')
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'cairn-server-')))
  const database = options.embedded ? undefined : await freshDatabase()
  const port = options.address ? 80 : await freePort()
  const host = options.address ?? '127.0.0.1'
  const origin = `http://${options.address ?? `${options.name ?? '127.0.0.1'}:${port}`}`
  const databaseUrl = options.environment?.['DATABASE_URL'] ?? database?.url
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    CAIRN_ORIGIN: origin,
    PORT: String(port),
    HOST: host,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'debug',
    CAIRN_GAZETTEER: 'off',
    CAIRN_RATE_LIMIT: '0',
    CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.0/8',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(databaseUrl && cluster && settingsOnCluster(cluster, databaseUrl)),
    ...options.environment,
  }
  const args = [...(options.flags ?? []), join(root, 'src/main.ts')]
  const how = { environment, args, cwd: root, origin, host, port }
  const running =
    cluster && !choosesProcesses(options) ? await processesOnCluster(how) : oneProcess(how, options)
  const server: TestServer = {
    origin,
    dataDir,
    databaseUrl: database?.url,
    log: running.log,
    pid: running.pid,
    cairn: (...args) => command(root, environment, args),
    cairnOn: (elsewhere, ...args) =>
      command(root, { ...environment, DATA_DIR: elsewhere, DATABASE_URL: '' }, args),
    kill: running.kill,
    start: running.start,
    async [Symbol.asyncDispose]() {
      await running.stop()
      await running[Symbol.asyncDispose]()
      if (cluster && database) await forgetStream(cluster, database.url)
      await database?.[Symbol.asyncDispose]()
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
  try {
    await server.start()
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
  return server
}

/** Whether the test is about processes, so that it gets those that it names. Numbers are asked of one process, too. */
function choosesProcesses({ environment = {} }: ServerOptions): boolean {
  return ['ROLES', 'DATABASE_URL', 'CAIRN_METRICS'].some((name) => name in environment)
}

function oneProcess(
  how: Parameters<typeof serverProcess>[0],
  { environment }: ServerOptions,
): ServerProcess & AsyncDisposable {
  const { origin, ...rest } = how
  const answers = listens(environment?.['ROLES'] ?? 'web')
  return {
    ...serverProcess({ ...rest, origin: answers ? origin : undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

async function command(
  root: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'src/cli.ts'), ...args], {
    env: { ...environment, LOG_LEVEL: 'warn' },
    cwd: root,
  })
  return stdout.trim()
}
