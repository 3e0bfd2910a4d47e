import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DataDirInUse } from './lock-data-folder.ts'
import type { LogServer } from './log-server-output.ts'
import { postmasterPath, readPostmasterFile } from './postmaster-file.ts'
import { commandLine, listProcesses } from './processes.ts'

/**
 * Clears what an earlier server, ended by kill -9 or a power cut, has left of its PostgreSQL: stops a postmaster that
 * still runs or is only about to, waits for orphaned backends, and removes a pid file that would mislead the
 * next. Only the holder of the data folder's lock may call this.
 * Throws DataDirInUse when a PostgreSQL that was started from another path owns the folder.
 */
export async function stopLeftover(clusterDir: string, log: LogServer): Promise<void> {
  const file = await readPostmasterFile(clusterDir)
  const command = file === undefined ? [] : commandLine(file.pid)
  if (file !== undefined && looksLikePostgres(command) && !belongsTo(command, clusterDir)) {
    // The folder was moved or copied while its server ran: what that server holds in memory is not ours to drop.
    throw new DataDirInUse(clusterDir, file.pid, 'a PostgreSQL that was started from another path')
  }
  await endProcesses(clusterDir, log)
  await removeMisleadingFile(clusterDir)
}

// PostgreSQL itself judges the file of a pid that is free, with the shared memory that it names. But it takes any
// process of its user for the old server, a zombie that init has not yet reaped and a stranger under the same pid alike.
async function removeMisleadingFile(clusterDir: string): Promise<void> {
  const file = await readPostmasterFile(clusterDir)
  if (file === undefined || looksLikePostgres(commandLine(file.pid))) return
  if (isTaken(file.pid)) await rm(postmasterPath(clusterDir), { force: true })
}

function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A name by which every process of one cluster can be told from those of others; PostgreSQL puts it into their titles. */
export function clusterName(clusterDir: string): string {
  return `cairn-${createHash('sha256').update(clusterDir).digest('hex').slice(0, 12)}`
}

/** Whether a command line is that of the main PostgreSQL process of this folder. */
export function isPostmasterOf(command: readonly string[], clusterDir: string): boolean {
  return basename(command[0] ?? '') === 'postgres' && command[command.indexOf('-D') + 1] === clusterDir
}

function looksLikePostgres(command: readonly string[]): boolean {
  return command[0]?.startsWith('postgres:') === true || basename(command[0] ?? '') === 'postgres'
}

function isBackendOf(command: readonly string[], clusterDir: string): boolean {
  return command[0]?.startsWith(`postgres: ${clusterName(clusterDir)}`) === true
}

function belongsTo(command: readonly string[], clusterDir: string): boolean {
  return (
    isPostmasterOf(command, clusterDir) ||
    isBackendOf(command, clusterDir) ||
    // setpriv in the instant before it becomes PostgreSQL.
    command.includes(`cluster_name=${clusterName(clusterDir)}`)
  )
}

// A postmaster is asked with growing urgency: SIGINT rolls back and shuts down, SIGQUIT leaves at once and recovers at
// the next start; neither loses a commit. Backends whose postmaster was killed end by themselves within milliseconds,
// yet until then they hold the shared memory and may write; recovery follows anyway, so one that hangs may be killed.
async function endProcesses(clusterDir: string, log: LogServer): Promise<void> {
  const asked = new Map<number, NodeJS.Signals>()
  const began = performance.now()
  for (;;) {
    const left = listProcesses()
      .map((pid) => ({ pid, command: commandLine(pid) }))
      .filter(({ command }) => belongsTo(command, clusterDir))
    if (left.length === 0) return
    const orphaned = left.every(({ command }) => isBackendOf(command, clusterDir))
    const seconds = (performance.now() - began) / 1000
    if (seconds > 150)
      throw new Error(`PostgreSQL processes ${left.map(({ pid }) => pid).join()} cannot be ended.`)
    for (const { pid, command } of left) {
      const urgent =
        seconds > 120 || (orphaned && seconds > 5) ? 'SIGKILL' : seconds > 60 ? 'SIGQUIT' : 'SIGINT'
      if (asked.get(pid) === urgent || (isBackendOf(command, clusterDir) && urgent !== 'SIGKILL')) continue
      asked.set(pid, urgent)
      log('warn', 'A PostgreSQL of an earlier run is still there; stopping it', { pid, signal: urgent })
      signal(pid, urgent)
    }
    await pause(10)
  }
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
