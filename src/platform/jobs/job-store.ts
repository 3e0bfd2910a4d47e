import { backOff } from '#platform/back-off/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Job, JobHandler } from './job.ts'

/** Takes due jobs for this process. Uses the index (kind, priority, run_at, id). */
export async function claimJobs(
  db: Database,
  handler: JobHandler,
  { busyLanes, limit }: { busyLanes: string[]; limit: number },
): Promise<Job<never>[]> {
  return db.sql<Job<never>[]>`
    update jobs
    set locked_until = now() + make_interval(secs => ${(handler.timeoutMs / 1000) * 1.5}),
        attempts = attempts + 1
    where id in (
      select id
      from jobs
      where kind = ${handler.kind}
        and run_at <= now()
        and (locked_until is null or locked_until < now())
        and (lane is null or lane <> all(${busyLanes}))
      order by priority, run_at, id
      limit ${limit}
      for update skip locked
    )
    returning id, payload, attempts as attempt, lane, request_id
  `
}

export async function completeJobs(db: Database, jobs: readonly Job<never>[]): Promise<void> {
  await db.sql`delete from jobs where id = any(${jobs.map((job) => job.id)}::bigint[])`
}

/** Puts a failed job back with a wait, or among the dead letters. */
export async function failJob(
  db: Database,
  job: Job<never>,
  failure: { error: string; dead: boolean; capSeconds: number },
): Promise<void> {
  if (failure.dead) {
    await db.sql`
      with job as (delete from jobs where id = ${job.id} returning *)
      insert into dead_jobs (id, kind, payload, lane, attempts, request_id, last_error, created_at)
      select id, kind, payload, lane, attempts, request_id, ${failure.error}, created_at from job
      on conflict (id) do nothing
    `
    return
  }
  await db.sql`
    update jobs
    set locked_until = null,
        run_at = now() + make_interval(secs => ${backOff(job.attempt, failure.capSeconds)}),
        last_error = ${failure.error}
    where id = ${job.id}
  `
}
