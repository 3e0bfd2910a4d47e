import type { Database } from '#platform/db/index.ts'

export interface DeadJob {
  readonly id: string
  readonly kind: string
  readonly payload: unknown
  readonly attempts: number
  readonly lastError: string | null
  readonly diedAt: Date
}

/** The jobs that were given up, newest first. */
export async function listDeadJobs(db: Database, limit = 100): Promise<DeadJob[]> {
  return db.sql<DeadJob[]>`
    select id, kind, payload, attempts, last_error, died_at
    from dead_jobs
    order by died_at desc
    limit ${limit}
  `
}

/** Puts a dead job back into its queue. @returns how many were put back: 0 or 1. */
export async function replayDeadJob(db: Database, id: string): Promise<number> {
  const revived = await db.sql`
    with job as (delete from dead_jobs where id = ${id} returning *)
    insert into jobs (id, kind, payload, lane, request_id, created_at)
    select id, kind, payload, lane, request_id, created_at from job
  `
  return revived.count
}

/** Drops a dead job for good. @returns how many were dropped: 0 or 1. */
export async function dropDeadJob(db: Database, id: string): Promise<number> {
  const dropped = await db.sql`delete from dead_jobs where id = ${id}`
  return dropped.count
}
