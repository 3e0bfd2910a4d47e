import type { Database } from '#platform/db/index.ts'

export interface DeadEvent {
  readonly consumer: string
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly data: unknown
  readonly attempts: number
  readonly lastError: string | null
  readonly deadAt: Date
}

/** The events that were given up, newest first. */
export async function listDeadEvents(db: Database, limit = 100): Promise<DeadEvent[]> {
  return db.sql<DeadEvent[]>`
    select consumer, id, type, subject, data, attempts, last_error, dead_at
    from parked_events
    where dead_at is not null
    order by dead_at desc
    limit ${limit}
  `
}

/** Hands a dead event to its consumers again. @returns how many consumers will try. */
export async function replayDeadEvent(db: Database, id: string): Promise<number> {
  const revived = await db.sql`
    update parked_events set dead_at = null, attempts = 0, run_at = now() where id = ${id} and dead_at is not null
  `
  return revived.count
}

/** Drops a dead event for good. @returns how many were dropped. */
export async function dropDeadEvent(db: Database, id: string): Promise<number> {
  const dropped = await db.sql`delete from parked_events where id = ${id} and dead_at is not null`
  return dropped.count
}
