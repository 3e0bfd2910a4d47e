import type { Batcher } from '#platform/batch/index.ts'
import type { Database } from '#platform/db/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import { defineCounter, defineHistogram, resume } from '#platform/telemetry/index.ts'
import type { Job, JobFailure, JobHandler } from './job.ts'
import { buryJob, failJob, postponeJob, renewLease } from './job-store.ts'

interface Needs {
  readonly db: Database
  readonly log: Log
  /** Completes jobs, with those that end at the same time in one statement. */
  readonly complete: Batcher<Job<never>, unknown>
}

const seconds = defineHistogram({
  name: 'cairn_job_seconds',
  help: 'How long a handler took for its batch of jobs.',
  labels: ['kind'],
})
const ended = defineCounter({
  name: 'cairn_jobs_total',
  help: 'Tries of jobs by what became of them: done, failed (tried again), postponed, dead.',
  labels: ['kind', 'outcome'],
})

/** Hands jobs to their handler and writes down what became of each. Never rejects. */
export async function runBatch(
  needs: Needs,
  handler: JobHandler,
  jobs: readonly Job<never>[],
): Promise<void> {
  const exhausted = jobs.find((job) => job.attempt > handler.maxAttempts)
  if (exhausted) {
    const error = new Error('Every worker that tried this job fell silent.')
    return settle(needs, () => fail(needs, handler, exhausted, error))
  }
  const outcome = await attempt(needs, handler, jobs)
  if (outcome.kind === 'ended') {
    const failed = new Map(outcome.failures.map((failure) => [failure.job.id, failure]))
    const done = jobs.filter((job) => !failed.has(job.id))
    await settle(needs, () => Promise.all(done.map((job) => needs.complete.add(job))))
    if (done.length > 0) ended.add({ kind: handler.kind, outcome: 'done' }, done.length)
    for (const job of jobs) {
      const failure = failed.get(job.id)
      const notBefore = failure?.notBefore
      if (notBefore) {
        await settle(needs, () => postponeJob(needs.db, job, notBefore))
        ended.add({ kind: handler.kind, outcome: 'postponed' })
      } else if (failure) await settle(needs, () => fail(needs, handler, job, failure.error))
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

async function attempt({ db }: Needs, handler: JobHandler, jobs: readonly Job<never>[]): Promise<Outcome> {
  const { timeoutMs } = handler
  const limit = new AbortController()
  // Not AbortSignal.timeout: its timer would be kept for as long as it may last, for each of thousands of jobs a second.
  const timer = setTimeout(
    () => limit.abort(new DOMException('The job took too long.', 'TimeoutError')),
    timeoutMs,
  )
  const act = async () => {
    // What this process remembers must not be older than the job.
    await db.changes.catchUp()
    return handler.handle(jobs, limit.signal)
  }
  const carried = jobs.map((job) => job.requestId)
  const attributes = { 'messaging.system': 'cairn-jobs', 'messaging.destination.name': handler.kind }
  const startedAt = performance.now()
  try {
    const failures = await resume(carried, { name: handler.kind, kind: 'consumer', attributes }, act)
    return { kind: 'ended', failures: failures ?? [] }
  } catch (error) {
    return { kind: 'threw', error: error ?? new Error('A job failed without saying why.') }
  } finally {
    clearTimeout(timer)
    seconds.observe({ kind: handler.kind }, (performance.now() - startedAt) / 1000)
  }
}

async function fail(needs: Needs, handler: JobHandler, job: Job<never>, error: unknown): Promise<void> {
  const never = error instanceof Error && 'retry' in error && error.retry === 'never'
  const dead = never || job.attempt >= handler.maxAttempts
  ended.add({ kind: handler.kind, outcome: dead ? 'dead' : 'failed' })
  if (dead) await giveUp(needs, handler, job, String(error))
  else await failJob(needs.db, job, { error: String(error), capSeconds: handler.backOffCapSeconds })
  const fields = { kind: handler.kind, job: job.id, attempt: job.attempt, ...describeError(error) }
  if (dead) needs.log.warn('A job is now a dead letter. See: npm run cairn -- events dead-letters', fields)
  else needs.log.debug('A job failed; it will be tried again.', fields)
}

async function giveUp({ db }: Needs, handler: JobHandler, job: Job<never>, error: string): Promise<void> {
  await db.transact(async (tx) => {
    if (await buryJob(tx.sql, job, error)) await handler.onDead?.(tx, job)
  })
}

/** A lost database makes the outcome unknown: the lease runs out, and the job runs again. */
async function settle(needs: Needs, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    needs.log.warn("A job's outcome could not be written; it will run again.", describeError(error))
  }
}
