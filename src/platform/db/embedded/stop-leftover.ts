import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DataDirInUse } from './lock-data-folder.ts'
import type { LogServer } from './log-server-output.ts'
import { postmasterPath, readPostmasterFile } from './postmaster-file.ts'
import { commandLine, identifyProcess, listProcesses } from './processes.ts'

/**
 * Clears what an earlier server, ended by kill -9 or a power cut, has left of its PostgreSQL: stops a postmaster that
 * still runs, waits for orphaned backends, and removes a pid file that now names a stranger's process. Only the holder
 * of the data folder's lock may call this. Throws DataDirInUse when a PostgreSQL started from another path owns it.
 */
export async function stopLeftover(clusterDir: string, log: LogServer): Promise<void> {
  const file = await readPostmasterFile(clusterDir)
  const command = file === undefined ? [] : commandLine(file.pid)
  if (file !== undefined && isPostmasterOf(command, clusterDir)) {
    log('warn', 'A PostgreSQL of an earlier run is still there; stopping it', { pid: file.pid })
    await stopProcess(file.pid, 60_000)
  } else if (file !== undefined && looksLikePostgres(command)) {
    // The folder was moved or copied while its server ran: what that server holds in memory is not ours to drop.
    throw new DataDirInUse(clusterDir, file.pid, 'a PostgreSQL that was started from another path')
  }
  await endOrphans(clusterDir, log)
  // PostgreSQL itself judges the file of a dead pid, with the shared memory it names. It only cannot tell that a living
  // pid was given to somebody else since, and would refuse to start for ever.
  if (file !== undefined && command.length > 0 && !looksLikePostgres(command)) {
    await rm(postmasterPath(clusterDir), { force: true })
  }
}

/** A name by which every process of one cluster can be told from those of others; PostgreSQL puts it into their titles. */
export function clusterName(clusterDir: string): string {
  return `cairn-${createHash('sha256').update(clusterDir).digest('hex').slice(0, 12)}`
}

/** Whether a process is the main PostgreSQL process of this folder. */
export function isPostmasterOf(command: readonly string[], clusterDir: string): boolean {
  return looksLikePostgres(command) && command[command.indexOf('-D') + 1] === clusterDir
}

function looksLikePostgres(command: readonly string[]): boolean {
  const program = command[0] ?? ''
  return program.startsWith('postgres:') || basename(program) === 'postgres'
}

// After kill -9 of the postmaster its backends notice within milliseconds, yet until then they hold the shared memory
// and may write. Crash recovery follows anyway, so one that hangs may be killed.
async function endOrphans(clusterDir: string, log: LogServer): Promise<void> {
  const title = `postgres: ${clusterName(clusterDir)}`
  const orphans = () => listProcesses().filter((pid) => commandLine(pid)[0]?.startsWith(title))
  for (let waited = 0; ; waited += 10) {
    const left = orphans()
    if (left.length === 0) return
    if (waited === 5000) {
      log('warn', 'PostgreSQL backends without a server do not end by themselves; killing them', {
        pids: left,
      })
      for (const pid of left) signal(pid, 'SIGKILL')
    }
    if (waited > 20_000) throw new Error(`PostgreSQL processes ${left.join(', ')} cannot be ended.`)
    await pause(10)
  }
}

// SIGINT: roll back and shut down; SIGQUIT: leave at once, recover at the next start. Neither loses a commit.
async function stopProcess(pid: number, patienceMs: number): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signal(pid, name)
    for (let waited = 0; waited < patienceMs; waited += 10) {
      if (identifyProcess(pid) === undefined) return
      await pause(10)
    }
  }
  throw new Error(`The earlier PostgreSQL (pid ${pid}) cannot be stopped.`)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
    throw new Error(`The earlier PostgreSQL (pid ${pid}) belongs to another user; stop it first.`, {
      cause: error,
    })
  }
}
