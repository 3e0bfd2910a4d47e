import { type Batcher, createBatcher } from '#platform/batch/index.ts'
import { createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import { describeError, type Log, withRequestId } from '#platform/log/index.ts'
import type { JobQueue } from './enqueue.ts'
import type { Job, JobFailure, JobHandler } from './job.ts'
import { claimJobs, completeJobs, failJob, renewLease } from './job-store.ts'

interface Needs {
  readonly db: Database
  readonly jobs: JobQueue
  readonly log: Log
}

const idlePollMs = 500

/** Runs the jobs of every handler until disposed of; disposing lets those in hand end. */
export function runJobs(needs: Needs, handlers: readonly JobHandler[]): AsyncDisposable {
  const stop = new AbortController()
  const loops = handlers.map((handler) => loop(needs, handler, stop.signal))
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function loop(needs: Needs, handler: JobHandler, stop: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>()
  const lanes = new Map<string, number>()
  using bell = createBell((ring) =>
    needs.jobs.onWake((woken) => {
      if (woken === handler.kind) ring()
    }),
  )
  const complete = createBatcher({
    max: 500,
    alone: false,
    run: async (jobs: readonly Job<never>[]) => {
      await completeJobs(needs.db, jobs)
      return jobs
    },
  })
  let failures = 0
  while (!stop.aborted) {
    let claimed: Job<never>[] = []
    try {
      claimed = await claimJobs(needs.db, handler, {
        busyLanes: busyLanes(handler, lanes),
        limit: handler.batch,
      })
      failures = 0
    } catch (error) {
      failures += 1
      if (failures === 3)
        needs.log.error('Jobs cannot be fetched; trying on.', { kind: handler.kind, ...describeError(error) })
      await bell.wait(Math.min(100 * 2 ** failures, 5000), stop, { deaf: true })
      continue
    }
    if (claimed.length === 0) {
      await bell.wait(idlePollMs, stop)
      bell.rung()
      continue
    }
    hold(lanes, claimed, 1)
    const work = runBatch({ ...needs, complete }, handler, claimed).finally(() => {
      hold(lanes, claimed, -1)
      running.delete(work)
      bell.ring()
    })
    running.add(work)
    if (running.size >= handler.concurrency) await Promise.race(running)
  }
  await Promise.all(running)
}

function busyLanes(handler: JobHandler, lanes: Map<string, number>): string[] {
  return [...lanes].filter(([, count]) => count >= handler.perLane).map(([lane]) => lane)
}

/** Counts batches, not jobs: those of a batch are in one pair of hands. */
function hold(lanes: Map<string, number>, jobs: readonly Job<never>[], by: number): void {
  for (const lane of new Set(jobs.map((job) => job.lane))) {
    if (lane === null) continue
    const count = (lanes.get(lane) ?? 0) + by
    if (count > 0) lanes.set(lane, count)
    else lanes.delete(lane)
  }
}

interface RunNeeds extends Needs {
  /** Completes jobs, with those that end at the same time in one statement. */
  readonly complete: Batcher<Job<never>, unknown>
}

async function runBatch(needs: RunNeeds, handler: JobHandler, jobs: readonly Job<never>[]): Promise<void> {
  const exhausted = jobs.find((job) => job.attempt > handler.maxAttempts)
  if (exhausted) {
    const error = new Error('Every worker that tried this job fell silent.')
    return settle(needs, () => fail(needs, handler, exhausted, error))
  }
  const outcome = await attempt(handler, jobs)
  if (outcome.kind === 'ended') {
    const failed = new Map(outcome.failures.map(({ job, error }) => [job.id, error]))
    const done = jobs.filter((job) => !failed.has(job.id))
    await settle(needs, () => Promise.all(done.map((job) => needs.complete.add(job))))
    for (const job of jobs) {
      if (failed.has(job.id)) await settle(needs, () => fail(needs, handler, job, failed.get(job.id)))
    }
    return
  }
  const [first] = jobs
  if (jobs.length === 1 && first) return settle(needs, () => fail(needs, handler, first, outcome.error))
  for (const job of jobs) {
    // The batch may have used up the time that its lease gave.
    await settle(needs, async () => {
      if (await renewLease(needs.db, handler, job)) await runBatch(needs, handler, [job])
    })
  }
}

type Outcome =
  | { readonly kind: 'ended'; readonly failures: readonly JobFailure[] }
  | { readonly kind: 'threw'; readonly error: unknown }

async function attempt(handler: JobHandler, jobs: readonly Job<never>[]): Promise<Outcome> {
  const act = () => handler.handle(jobs, AbortSignal.timeout(handler.timeoutMs))
  const requestId = jobs.length === 1 ? jobs[0]?.requestId : undefined
  try {
    const failures = await (requestId ? withRequestId(requestId, act) : act())
    return { kind: 'ended', failures: failures ?? [] }
  } catch (error) {
    return { kind: 'threw', error: error ?? new Error('A job failed without saying why.') }
  }
}

async function fail(needs: Needs, handler: JobHandler, job: Job<never>, error: unknown): Promise<void> {
  const never = error instanceof Error && 'retry' in error && error.retry === 'never'
  const dead = never || job.attempt >= handler.maxAttempts
  await failJob(needs.db, job, { error: String(error), dead, capSeconds: handler.backOffCapSeconds })
  const fields = { kind: handler.kind, job: job.id, attempt: job.attempt, ...describeError(error) }
  if (dead) needs.log.warn('A job is now a dead letter. See: npm run cairn -- events dead-letters', fields)
  else needs.log.debug('A job failed; it will be tried again.', fields)
}

/** A lost database makes the outcome unknown: the lease runs out, and the job runs again. */
async function settle(needs: Needs, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    needs.log.warn("A job's outcome could not be written; it will run again.", describeError(error))
  }
}
