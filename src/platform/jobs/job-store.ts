import { backOff } from '#platform/back-off/index.ts'
import type { Database, TransactionSql } from '#platform/db/index.ts'
import type { Job, JobHandler } from './job.ts'

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

/** Puts a job among the dead letters. @returns false when another worker has taken it over by now */
export async function buryJob(sql: TransactionSql, job: Job<never>, error: string): Promise<boolean> {
  const buried = await sql`
    with job as (delete from jobs where id = ${job.id} and attempts = ${job.attempt} returning *)
    insert into dead_jobs (id, kind, payload, lane, attempts, request_id, last_error, created_at)
    select id, kind, payload, lane, attempts, request_id, ${error}, created_at from job
    on conflict (id) do nothing
  `
  return buried.count === 1
}

/** Puts a failed job back with a wait; unless another worker has taken it over. */
export async function failJob(
  db: Database,
  job: Job<never>,
  failure: { error: string; capSeconds: number },
): Promise<void> {
  await db.sql`
    update jobs
    set locked_until = null,
        run_at = now() + make_interval(secs => ${backOff(job.attempt, failure.capSeconds)}),
        last_error = ${failure.error}
    where id = ${job.id} and attempts = ${job.attempt}
  `
}

/** Puts a job back that was not tried: it keeps its tries. */
export async function postponeJob(db: Database, job: Job<never>, notBefore: Date): Promise<void> {
  await db.sql`
    update jobs
    set locked_until = null, attempts = attempts - 1, run_at = ${notBefore}
    where id = ${job.id} and attempts = ${job.attempt}
  `
}

/** The same for all of a lane that nobody has in hand. Uses jobs_lanes. */
export async function postponeLane(
  sql: Database['sql'] | TransactionSql,
  kind: string,
  lane: string,
  notBefore: Date,
): Promise<void> {
  await sql`
    update jobs
    set run_at = ${notBefore}
    where kind = ${kind} and lane = ${lane} and locked_until is null and run_at < ${notBefore}
  `
}

/** Drops all of a lane that nobody has in hand. Uses jobs_lanes. @returns how many */
export async function deleteLane(
  sql: Database['sql'] | TransactionSql,
  kind: string,
  lane: string,
): Promise<number> {
  const deleted = await sql`delete from jobs where kind = ${kind} and lane = ${lane} and locked_until is null`
  return deleted.count
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

/** Uses the unique index on (kind, dedupe_key). @returns undefined where there is none */
export async function selectRunAt(
  sql: Database['sql'] | TransactionSql,
  kind: string,
  dedupeKey: string,
): Promise<Date | undefined> {
  const [row] = await sql<{ runAt: Date }[]>`
    select run_at from jobs where kind = ${kind} and dedupe_key = ${dedupeKey}
  `
  return row?.runAt
}

/** Lets what waits in a lane run now. Uses jobs_lanes. @returns how many */
export async function hurryLane(sql: TransactionSql, kind: string, lane: string): Promise<number> {
  const hurried = await sql`
    update jobs set run_at = now(), attempts = 0
    where kind = ${kind} and lane = ${lane} and locked_until is null and run_at > now()
  `
  return hurried.count
}

/** How many jobs lanes hold; those that hold none are left out. Uses jobs_lanes. */
export async function countLanes(
  sql: Database['sql'],
  kind: string,
  lanes: readonly string[],
): Promise<Map<string, number>> {
  if (lanes.length === 0) return new Map()
  const rows = await sql<{ lane: string; count: number }[]>`
    select lane, count(*)::int as count from jobs
    where kind = ${kind} and lane = any(${[...lanes]}::text[])
    group by lane
  `
  return new Map(rows.map((row) => [row.lane, row.count]))
}
