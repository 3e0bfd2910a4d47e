import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { freshDatabase } from './fresh-database.ts'

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
}

/** The real server as a process of its own, the way `npm start` runs it. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { root = ownRoot } = options
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'cairn-server-')))
  const database = options.embedded ? undefined : await freshDatabase()
  const port = options.address ? 80 : await freePort()
  const origin = `http://${options.address ?? `127.0.0.1:${port}`}`
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    CAIRN_ORIGIN: origin,
    PORT: String(port),
    HOST: options.address ?? '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'debug',
    CAIRN_GAZETTEER: 'off',
    CAIRN_RATE_LIMIT: '0',
    CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.0/8',
    ...(database && { DATABASE_URL: database.url }),
    ...options.environment,
  }
  const { ROLES: roles = 'web' } = options.environment ?? {}
  const listens = roles.split(',').some((role) => ['web', 'streaming', 'federation-in'].includes(role))
  let child: ChildProcess | undefined
  let log = ''
  const server: TestServer = {
    origin,
    dataDir,
    databaseUrl: database?.url,
    log: () => log,
    pid: () => child?.pid,
    cairn: (...args) => command(root, environment, args),
    cairnOn: (elsewhere, ...args) =>
      command(root, { ...environment, DATA_DIR: elsewhere, DATABASE_URL: '' }, args),
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async start() {
      child = spawn(process.execPath, [...(options.flags ?? []), join(root, 'src/main.ts')], {
        env: environment,
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          log += chunk.toString()
        })
      }
      const told = log.length
      await waitUntilReady(child, listens ? origin : undefined, () => log.slice(told))
    },
    async [Symbol.asyncDispose]() {
      if (child && child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await database?.[Symbol.asyncDispose]()
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
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

/** @param origin undefined for a process that listens nowhere: what it says is all there is */
async function waitUntilReady(
  child: ChildProcess,
  origin: string | undefined,
  log: () => string,
): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The server ended:\n${log()}`)
    const ready = origin ? await isReady(origin) : log().includes('Cairn is ready.')
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`The server does not get ready:\n${log()}`)
}

function isReady(origin: string): Promise<boolean> {
  return fetch(`${origin}/health/ready`).then(
    (response) => response.ok,
    () => false,
  )
}
