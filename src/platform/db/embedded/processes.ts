import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that cannot be mistaken for a later one under the same pid, not even after a reboot. */
export type ProcessIdentity = { readonly pid: number; readonly started: string }

/**
 * Who runs under `pid` now; undefined when nobody does.
 * A zombie counts as nobody: it holds neither files nor memory, and an idle init may leave it for long.
 */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startOnLinux(pid) : askPs(pid, 'lstart=')
  return started === undefined ? undefined : { pid, started }
}

/** The argument vector of a process; empty when it is gone or is a zombie. Elsewhere than on Linux split at blanks. */
export function commandLine(pid: number): readonly string[] {
  if (process.platform !== 'linux') return askPs(pid, 'command=')?.split(' ') ?? []
  return read(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? []
}

/** The pids of all processes that we may see. */
export function listProcesses(): readonly number[] {
  const names =
    process.platform === 'linux'
      ? readdirSync('/proc')
      : execFileSync('ps', ['-axo', 'pid='], { encoding: 'utf8' }).split(/\s+/)
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

/** Names the set of processes among which our pids mean anything: containers that share a folder differ in it. */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return process.platform
  }
}

// Field 22 of /proc/PID/stat counts ticks since boot (proc_pid_stat(5)), hence the boot's own id beside it.
// The name in field 2 may hold blanks and brackets, so count from the last bracket.
function startOnLinux(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${read('/proc/sys/kernel/random/boot_id')?.trim()}/${fields[19]}`
}

function askPs(pid: number, column: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim()
    return answer === '' ? undefined : answer
  } catch {
    return undefined
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
