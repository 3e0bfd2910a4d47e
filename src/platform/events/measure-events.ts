import type { Database } from '#platform/db/index.ts'
import type { Consumer } from './consumer.ts'

/** For how many seconds the oldest event that a consumer has not yet gone past has been written; 0 where there is none. */
export async function measureLag(
  db: Database,
  consumers: readonly Consumer[],
): Promise<{ readonly consumer: string; readonly seconds: number }[]> {
  const asked = consumers.map(({ name, reactions }) => ({ name, types: reactions.map(({ type }) => type) }))
  return db.sql<{ consumer: string; seconds: number }[]>`
    select c.consumer, coalesce(extract(epoch from now() - oldest.created_at), 0)::float as seconds
    from jsonb_to_recordset(${db.sql.json(asked)}) as asked (name text, types text[])
    join event_cursors as c on c.consumer = asked.name
    left join lateral (
      select e.created_at
      from events as e
      where (e.xid, e.id) > (c.xid, c.id) and e.type = any(asked.types)
      order by e.xid, e.id
      limit 1
    ) as oldest on true
  `
}

/** How many events of each consumer wait to be tried again, and how many were given up. */
export async function countParked(
  db: Database,
): Promise<{ readonly consumer: string; readonly parked: number; readonly dead: number }[]> {
  return db.sql<{ consumer: string; parked: number; dead: number }[]>`
    select consumer, count(*) filter (where dead_at is null)::int as parked, count(dead_at)::int as dead
    from parked_events
    group by consumer
  `
}
