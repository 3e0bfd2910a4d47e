import type { Batcher } from '#platform/batch/index.ts'
import type { Database } from '#platform/db/index.ts'
import { describeError, type Log, withRequestId } from '#platform/log/index.ts'
import type { Job, JobFailure, JobHandler } from './job.ts'
import { failJob, postponeJob, renewLease } from './job-store.ts'

interface Needs {
  readonly db: Database
  readonly log: Log
  /** Completes jobs, with those that end at the same time in one statement. */
  readonly complete: Batcher<Job<never>, unknown>
}

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
  const outcome = await attempt(handler, jobs)
  if (outcome.kind === 'ended') {
    const failed = new Map(outcome.failures.map((failure) => [failure.job.id, failure]))
    const done = jobs.filter((job) => !failed.has(job.id))
    await settle(needs, () => Promise.all(done.map((job) => needs.complete.add(job))))
    for (const job of jobs) {
      const failure = failed.get(job.id)
      const notBefore = failure?.notBefore
      if (notBefore) await settle(needs, () => postponeJob(needs.db, job, notBefore))
      else if (failure) await settle(needs, () => fail(needs, handler, job, failure.error))
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
