import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'

/** Five processes that start at once on busy cores take their time. */
const patienceMs = 120_000

/** One process of the server, or several as one. */
export interface ServerProcess {
  /** Of the first one, where there are several. */
  pid(): number | undefined
  /** Everything that it has written so far. */
  log(): string
  /** @throws Error when it ends instead, or does not answer for two minutes */
  start(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>
}

export interface ServerProcessOptions {
  readonly environment: Readonly<Record<string, string>>
  /** Of the process; what it runs and what its folder is. */
  readonly args: readonly string[]
  readonly cwd: string
  /** Where it listens; undefined for one that listens nowhere: what it says is all there is. */
  readonly origin: string | undefined
}

/** Prepares a process of Node, to be started. */
export function serverProcess({ environment, args, cwd, origin }: ServerProcessOptions): ServerProcess {
  let child: ChildProcess | undefined
  let log = ''
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    log: () => log,
    pid: () => child?.pid,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start() {
      child = spawn(process.execPath, args, { env: environment, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          log += chunk.toString()
        })
      }
      const told = log.length
      await waitUntilReady(child, origin, () => log.slice(told))
    },
  }
}

/** Whether somebody with these roles answers requests. */
export function listens(roles: string): boolean {
  return roles.split(',').some((role) => ['web', 'streaming', 'federation-in'].includes(role))
}

async function waitUntilReady(
  child: ChildProcess,
  origin: string | undefined,
  log: () => string,
): Promise<void> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
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
