import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { describeError, type Log } from '#platform/log/index.ts'
import { type ConfinedStart, planConfinedStart } from './confine.ts'
import { askChild, type ChildAnswer, startConfinedChild } from './confined-child.ts'

export interface DecoderPool<Job, Answer> extends AsyncDisposable {
  run(job: Job): Promise<PoolOutcome<Answer>>
}

/** `busy`: more jobs wait than the pool takes, it is closing, or its program does not start. */
export type PoolOutcome<Answer> = ChildAnswer<Answer> | { readonly kind: 'busy' }

export interface PoolNeeds {
  readonly log: Log
  /** The program: it says something when it is ready, then answers each message with one message. */
  readonly program: URL
  /** The only folder that the program may write to. */
  readonly workDir: string
  readonly processes: number
  readonly timeoutMs: number
  /** A process without work ends after this, to give its memory back. */
  readonly idleMs: number
  /** A process ends after so many jobs, so that what decoders leak does not add up. */
  readonly jobsPerProcess: number
  readonly mostWaiting: number
}

interface Waiting<Job, Answer> {
  readonly job: Job
  readonly settle: (outcome: PoolOutcome<Answer>) => void
}

interface Worker {
  readonly child: ChildProcess
  jobsDone: number
  idle?: NodeJS.Timeout
}

/**
 * Runs jobs in confined child processes, one job at a time each. A process that takes too long is killed, one that
 * dies takes only its own job along. Processes start with the first job and end when idle; disposing kills them.
 */
export function createDecoderPool<Job extends object, Answer>(needs: PoolNeeds): DecoderPool<Job, Answer> {
  const waiting: Waiting<Job, Answer>[] = []
  const free: Worker[] = []
  const all = new Set<Worker>()
  const starts = new Set<Promise<void>>()
  const closing = new AbortController()
  let plan: Promise<ConfinedStart> | undefined

  function pump(): void {
    while (free.length > 0 && waiting.length > 0) void serve(free.pop(), waiting.shift())
    const wanted = Math.min(waiting.length, needs.processes - all.size)
    for (let count = starts.size; count < wanted; count += 1) {
      const start = startOne().finally(() => starts.delete(start))
      starts.add(start)
    }
  }

  async function startOne(): Promise<void> {
    try {
      plan ??= announcePlan(needs)
      const child = await startConfinedChild(needs.program, await plan)
      const worker: Worker = { child, jobsDone: 0 }
      child.once('exit', () => forget(worker))
      all.add(worker)
      if (closing.signal.aborted) return end(worker)
      release(worker)
    } catch (error) {
      needs.log.error('The media decoder does not start.', describeError(error))
      for (const one of waiting.splice(0)) one.settle({ kind: 'busy' })
    }
  }

  async function serve(worker: Worker | undefined, next: Waiting<Job, Answer> | undefined): Promise<void> {
    if (!worker || !next) return
    clearTimeout(worker.idle)
    hold(worker.child)
    const outcome = await askChild<Answer>(worker.child, next.job, needs.timeoutMs)
    worker.jobsDone += 1
    if (outcome.kind !== 'answered')
      needs.log.warn('The media decoder gave no answer.', { outcome: outcome.kind })
    if (outcome.kind !== 'answered' || worker.jobsDone >= needs.jobsPerProcess) end(worker)
    else release(worker)
    next.settle(outcome)
    pump()
  }

  function release(worker: Worker): void {
    free.push(worker)
    letGo(worker.child)
    worker.idle = setTimeout(() => end(worker), needs.idleMs).unref()
    pump()
  }

  function end(worker: Worker): void {
    forget(worker)
    worker.child.kill('SIGKILL')
  }

  function forget(worker: Worker): void {
    clearTimeout(worker.idle)
    if (!all.delete(worker)) return
    const index = free.indexOf(worker)
    if (index >= 0) free.splice(index, 1)
    needs.log.debug('A media decoder ends.', { jobsDone: worker.jobsDone })
  }

  return {
    run(job) {
      if (closing.signal.aborted || waiting.length >= needs.mostWaiting)
        return Promise.resolve({ kind: 'busy' })
      const { promise, resolve } = Promise.withResolvers<PoolOutcome<Answer>>()
      waiting.push({ job, settle: resolve })
      pump()
      return promise
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      for (const one of waiting.splice(0)) one.settle({ kind: 'busy' })
      await Promise.all(starts)
      await Promise.all([...all].map((worker) => endAndWait(worker, end)))
    },
  }
}

async function announcePlan(needs: PoolNeeds): Promise<ConfinedStart> {
  const plan = await planConfinedStart(needs.program, needs.workDir)
  const { withoutNetwork, withMemoryLimit } = plan
  needs.log.info('The media decoder starts confined.', { withoutNetwork, withMemoryLimit })
  return plan
}

async function endAndWait(worker: Worker, end: (worker: Worker) => void): Promise<void> {
  const { child } = worker
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
  hold(child)
  end(worker)
  await ended
}

/** A process that works keeps the server alive; one that waits does not. */
function hold(child: ChildProcess): void {
  child.ref()
  child.channel?.ref()
}

function letGo(child: ChildProcess): void {
  child.unref()
  child.channel?.unref()
}
