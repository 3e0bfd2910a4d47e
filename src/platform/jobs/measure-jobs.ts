import type { Database } from '#platform/db/index.ts'

export interface JobsOfKind {
  readonly kind: string
  /** Due, later, or under way. */
  readonly waiting: number
  /** For how many seconds the oldest that could run now has been due; 0 where none waits. */
  readonly overdueSeconds: number
}

/** How much waits in the queue, kind by kind. Reads all that waits: for now and then. */
export async function measureJobs(db: Database): Promise<JobsOfKind[]> {
  return db.sql<JobsOfKind[]>`
    select kind, count(*)::int as waiting,
      coalesce(extract(epoch from now() - min(run_at) filter (where run_at <= now() and locked_until is null)), 0)::float
        as overdue_seconds
    from jobs
    group by kind
  `
}

/** How many jobs of each kind were given up. */
export async function countDeadJobs(
  db: Database,
): Promise<{ readonly kind: string; readonly count: number }[]> {
  return db.sql<{ kind: string; count: number }[]>`select kind, count(*)::int from dead_jobs group by kind`
}
