import type { Database } from '#platform/db/index.ts'

/**
 * Deletes events older than `days` that every consumer has passed, at most 10,000 a call.
 * @returns how many were deleted.
 */
export async function pruneEvents(db: Database, days: number): Promise<number> {
  const pruned = await db.sql`
    delete from events
    where (xid, id) in (
      select xid, id
      from events
      where created_at < now() - make_interval(days => ${days})
        and xid < (select min(xid) from event_cursors)
      order by xid, id
      limit 10000
    )
  `
  return pruned.count
}
