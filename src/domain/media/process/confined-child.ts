import { type ChildProcess, fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { ConfinedStart } from './confine.ts'

const startTimeoutMs = 20_000

/**
 * Starts a program without any of our environment, at low priority, first in line when memory runs out. Resolves when
 * it says that it is ready; rejects with what it printed until then (no foreign data has reached it yet).
 */
export async function startConfinedChild(program: URL, plan: ConfinedStart): Promise<ChildProcess> {
  const child = fork(fileURLToPath(program), [], {
    execPath: plan.execPath,
    execArgv: [...plan.execArgv],
    env: { LANG: 'C', MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let printed = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    printed = (printed + bytes.toString()).slice(-1000)
  })
  const timer = setTimeout(() => reject(new Error('It did not start in time.')), startTimeoutMs)
  child.once('message', () => resolve())
  child.once('exit', () => reject(new Error(`It ended while starting. ${printed}`)))
  // Kept for the child's whole life: an `error` event that nobody hears would end the server.
  child.on('error', reject)
  try {
    await promise
  } catch (cause) {
    child.kill('SIGKILL')
    throw cause
  } finally {
    clearTimeout(timer)
  }
  child.stderr?.removeAllListeners('data').resume()
  await yieldToOthers(child.pid)
  return child
}

/** Both are favours to the machine: where they are not granted, nothing is lost. */
async function yieldToOthers(pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  try {
    setPriority(pid, 10)
    await writeFile(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // Not Linux, or not allowed.
  }
}

/** What became of a job: answered, or not, and the sender need not know more. */
export type ChildAnswer<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'crashed' }

/** Sends one job and waits for the one answer; never rejects. The caller ends a child that did not answer. */
export function askChild<Answer>(
  child: ChildProcess,
  job: object,
  timeoutMs: number,
): Promise<ChildAnswer<Answer>> {
  const { promise, resolve } = Promise.withResolvers<ChildAnswer<Answer>>()
  const answered = (answer: unknown) => resolve({ kind: 'answered', answer: answer as Answer })
  const crashed = () => resolve({ kind: 'crashed' })
  const timer = setTimeout(() => resolve({ kind: 'timed-out' }), timeoutMs)
  child.once('message', answered)
  child.once('exit', crashed)
  child.send(job, (error) => {
    if (error) crashed()
  })
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', answered)
    child.off('exit', crashed)
  })
}
