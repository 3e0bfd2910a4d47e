import { backOff } from '#platform/back-off/index.ts'
import type { Database, TransactionSql } from '#platform/db/index.ts'
import type { Job, JobHandler } from './job.ts'

/**
 * Takes due jobs for this process, in their order. Uses the index (kind, priority, run_at, id).
 *
 * A job whose last worker fell silent is taken alone: if it is what kills workers, it takes no others with it, and
 * counts its tries alone.
 */
export async function claimJobs(
  db: Database,
  handler: JobHandler,
  { busyLanes, limit }: { busyLanes: string[]; limit: number },
): Promise<Job<never>[]> {
  // Materialised: as a plain subquery it may run once for each row of a nested loop, and take more than its limit.
  return db.sql<Job<never>[]>`
    with due as materialized (
      select id, locked_until is not null as abandoned
      from jobs
      where kind = ${handler.kind}
        and run_at <= now()
        and (locked_until is null or locked_until < now())
        and (lane is null or lane <> all(${busyLanes}))
      order by priority, run_at, id
      limit ${limit}
      for update skip locked
    ),
    chosen as (
      select id from due where not exists (select 1 from due where abandoned)
      union all
      (select id from due where abandoned order by id limit 1)
    ),
    claimed as (
      update jobs
      set locked_until = now() + make_interval(secs => ${(handler.timeoutMs / 1000) * 1.5}),
          attempts = attempts + 1
      from chosen
      where jobs.id = chosen.id
      returning jobs.*
    )
    select id, payload, attempts as attempt, lane, request_id
    from claimed
    order by priority, run_at, id
  `
}

/** Takes a job in hand for another while. @returns false when another worker has it by now. */
export async function renewLease(db: Database, handler: JobHandler, job: Job<never>): Promise<boolean> {
  const renewed = await db.sql`
    update jobs
    set locked_until = now() + make_interval(secs => ${(handler.timeoutMs / 1000) * 1.5})
    where id = ${job.id} and attempts = ${job.attempt}
  `
  return renewed.count === 1
}

export async function completeJobs(db: Database, jobs: readonly Job<never>[]): Promise<void> {
  await db.sql`delete from jobs where id = any(${jobs.map((job) => job.id)}::bigint[])`
}

/** Puts a failed job back with a wait, or among the dead letters; unless another worker has taken it over. */
export async function failJob(
  db: Database,
  job: Job<never>,
  failure: { error: string; dead: boolean; capSeconds: number },
): Promise<void> {
  if (failure.dead) {
    await db.sql`
      with job as (delete from jobs where id = ${job.id} and attempts = ${job.attempt} returning *)
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
    where id = ${job.id} and attempts = ${job.attempt}
  `
}

/** Uses jobs_lanes. @returns those of the lanes that hold a job of the kind */
export async function selectLanes(
  sql: Database['sql'] | TransactionSql,
  kind: string,
  lanes: readonly string[],
): Promise<Set<string>> {
  if (lanes.length === 0) return new Set()
  const rows = await sql<{ lane: string }[]>`
    select wanted.lane
    from unnest(${[...lanes]}::text[]) as wanted (lane)
    where exists (select 1 from jobs as j where j.kind = ${kind} and j.lane = wanted.lane)
  `
  return new Set(rows.map((row) => row.lane))
}
