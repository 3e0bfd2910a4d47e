import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { type LabProcess, startProcess } from './start-process.ts'
import { waitFor } from './wait-for.ts'

const root = new URL('../../', import.meta.url).pathname

/** One process of the real server. */
export interface CairnProcess {
  readonly name: string
  /** Where it listens; also that of a worker, which listens nowhere. */
  readonly port: number
  readonly address: string
  /** The process that runs now: another one after a restart. */
  process(): LabProcess
  /** Starts it again on the same port and data. */
  restart(): Promise<void>
}

export interface CairnOptions {
  readonly name: string
  /** Where people and other servers reach it; by default at its own port. */
  readonly origin?: string | undefined
  readonly port?: number
  readonly host?: string
  readonly databaseUrl: string
  readonly roles?: string
  readonly env?: Readonly<Record<string, string>>
  /** A network namespace of the lab. */
  readonly namespace?: string
  /** Flags for Node, before the program. */
  readonly nodeFlags?: readonly string[]
}

/** Starts a server process as `npm start` does, and waits until it answers. */
export async function startCairn(lab: Lab, options: CairnOptions): Promise<CairnProcess> {
  const port = options.port ?? (await freePort())
  const host = options.host ?? '127.0.0.1'
  const address = `http://${host}:${port}`
  const dataDir = join(lab.folder, 'data', options.name)
  await mkdir(dataDir, { recursive: true })
  const launch = async () => {
    const child = startProcess(lab, {
      name: options.name,
      command: process.execPath,
      args: [
        '--max-semi-space-size=4',
        '--heap-growing-percent=40',
        ...(options.nodeFlags ?? []),
        join(root, 'src/main.ts'),
      ],
      cwd: root,
      namespace: options.namespace,
      env: {
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
        ...settingsOf({ ...options, port, origin: options.origin ?? address, dataDir }),
        HOST: host,
        ...(options.roles && { ROLES: options.roles }),
      },
    })
    await untilReady(child, listens(options.roles) ? address : undefined, lab.signal)
    return child
  }
  let running = await launch()
  return {
    name: options.name,
    port,
    address,
    process: () => running,
    async restart() {
      running = await launch()
    },
  }
}

/** Whether somebody with these roles answers requests; all roles are the default. */
function listens(roles: string | undefined): boolean {
  return !roles || roles.split(',').some((role) => ['web', 'streaming', 'federation-in'].includes(role))
}

/** What the server and the operator's code are told of one server. */
export function settingsOf(facts: {
  readonly port: number
  readonly origin: string
  readonly dataDir: string
  readonly databaseUrl: string
  readonly env?: Readonly<Record<string, string>>
}): Record<string, string> {
  return {
    CAIRN_ORIGIN: facts.origin,
    PORT: String(facts.port),
    DATA_DIR: facts.dataDir,
    DATABASE_URL: facts.databaseUrl,
    LOG_LEVEL: 'info',
    CAIRN_GAZETTEER: 'off',
    CAIRN_RATE_LIMIT: '0',
    CAIRN_STREAMS_PER_ADDRESS: '0',
    CAIRN_ALLOW_PRIVATE_PEERS: '127.0.0.0/8,10.0.0.0/8',
    ...facts.env,
  }
}

/** A worker listens nowhere, so that its log must tell. */
async function untilReady(
  child: LabProcess,
  address: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  await waitFor(
    `${child.name} to get ready`,
    async () => {
      if (!child.isRunning()) return true
      if (address === undefined) return child.output().includes('Cairn is ready')
      return (await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok
    },
    { seconds: 60, signal },
  )
  if (!child.isRunning()) throw new Error(`${child.name} ended instead of starting:\n${child.output()}`)
}
