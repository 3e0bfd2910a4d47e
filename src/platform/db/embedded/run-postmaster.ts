import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { type LogServer, logServerOutput } from './log-server-output.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { type RunAs, spawnAs } from './run-as.ts'

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** One run of the PostgreSQL server, from its start to its end. */
export type Postmaster = {
  readonly pid: number
  /** Resolves with true when it accepts connections, with false when it ended before. */
  readonly ready: Promise<boolean>
  readonly exit: Promise<Exit>
  /** Its last lines of output, for the error when it does not start. */
  readonly tail: () => string
  readonly kill: (signal: NodeJS.Signals) => void
}

/** Starts PostgreSQL once. It ends when this process ends, however that happens. */
export function runPostmaster(options: {
  readonly runAs: RunAs
  readonly program: string
  readonly args: readonly string[]
  readonly clusterDir: string
  readonly log: LogServer
}): Postmaster {
  const { runAs, clusterDir } = options
  // Detached: Ctrl-C in a terminal reaches the whole process group, and the server must drain before its database goes.
  const child = spawnAs(runAs, 'INT', [options.program, ...options.args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const exit = whenEnded(child)
  const output = child.stderr === null ? { tail: () => '' } : logServerOutput(child.stderr, options.log)
  const pid = child.pid ?? -1
  if (!runAs.setpriv && pid > 0) stopWithUs(runAs, pid, exit)
  return {
    pid,
    exit,
    ready: untilReady(clusterDir, pid, exit),
    tail: output.tail,
    kill: (name) => child.kill(name),
  }
}

async function whenEnded(child: ChildProcess): Promise<Exit> {
  return await new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    // "close" and not "exit": by then its last words are read.
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

// Recovery after a crash may take minutes, so there is no limit while it lives; its log lines tell how far it is.
async function untilReady(clusterDir: string, pid: number, exit: Promise<Exit>): Promise<boolean> {
  const ended = new AbortController()
  void exit.then(() => ended.abort())
  while (!ended.signal.aborted) {
    const file = await readPostmasterFile(clusterDir)
    if (file?.pid === pid && file.ready) return true
    await pause(10)
  }
  return false
}

/**
 * The parent-death signal for systems without util-linux (macOS, small containers): a shell waits for the end of a pipe
 * that only we hold open, and the kernel closes it even on kill -9.
 */
function stopWithUs(runAs: RunAs, pid: number, exit: Promise<Exit>): void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    ...runAs.account,
  })
  watcher.on('error', () => undefined)
  watcher.unref()
  void exit.then(() => watcher.kill('SIGKILL'))
}
