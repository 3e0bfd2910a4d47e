import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../lab.ts'

/** In the environment of every process of a run, and of all that these start: by it `clean` knows them. */
export const runVariable = 'CAIRN_LAB_RUN'

export interface LabProcess extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  isRunning(): boolean
  /** SIGKILL: no last word. Resolves when it is gone. */
  kill(): Promise<void>
  /** SIGSTOP: it holds its connections and answers nothing. */
  pause(): void
  /** SIGCONT */
  resume(): void
  /** The end of what it has written. */
  output(): string
  readonly ended: Promise<void>
}

export interface ProcessOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  /** How it is asked to end; default SIGTERM. */
  readonly goodbye?: NodeJS.Signals
  /** A network namespace of the lab. */
  readonly namespace?: string | undefined
}

const patienceMs = 8000
const keptOutput = 8000

/** Starts a program in a session of its own, so that Ctrl-C reaches only the lab, which then ends things in order. */
export function startProcess(lab: Lab, options: ProcessOptions): LabProcess {
  const { command, args } = inNamespace(options)
  const child = spawn(command, args, {
    env: {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C.UTF-8',
      HOME: lab.folder,
      ...options.env,
      [runVariable]: lab.folder,
    },
    cwd: options.cwd ?? lab.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    // Only root enters a namespace; there the program steps down by itself.
    ...(options.namespace === undefined &&
      options.uid !== undefined && { uid: options.uid, gid: options.gid }),
  })
  const output = collectOutput(lab, options.name, child)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  return lab.use({
    name: options.name,
    pid: child.pid ?? 0,
    isRunning,
    async kill() {
      if (!isRunning()) return
      child.kill('SIGKILL')
      await ended
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    output,
    ended,
    async [Symbol.asyncDispose]() {
      if (!isRunning()) return
      child.kill('SIGCONT')
      child.kill(options.goodbye ?? 'SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      await ended
      clearTimeout(impatience)
    },
  })
}

function inNamespace(options: ProcessOptions): { command: string; args: string[] } {
  const { namespace, command, args, uid, gid } = options
  if (namespace === undefined) return { command, args: [...args] }
  const stepDown =
    uid === undefined ? [] : ['setpriv', '--reuid', String(uid), '--regid', String(gid), '--clear-groups']
  return { command: 'ip', args: ['netns', 'exec', namespace, ...stepDown, command, ...args] }
}

function collectOutput(lab: Lab, name: string, child: ChildProcess): () => string {
  const file = createWriteStream(join(lab.folder, `${name.replaceAll(/[^\w-]/g, '-')}.log`), { flags: 'a' })
  let kept = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      kept = (kept + chunk.toString()).slice(-keptOutput)
      file.write(chunk)
    })
  }
  child.once('error', (error) => {
    kept += error.message
  })
  void once(child, 'close').then(
    () => file.end(),
    () => file.end(),
  )
  return () => kept
}
