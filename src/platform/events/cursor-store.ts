import { createBatcher } from '#platform/batch/index.ts'
import type { Database, TransactionSql } from '#platform/db/index.ts'
import type { Consumer } from './consumer.ts'
import type { AppendedEvent } from './event-log.ts'
import type { LogPosition } from './read-log.ts'

/** Reads the next events of a consumer. */
export type ReadBatch = (consumer: Consumer, batchSize: number) => Promise<Batch>

/** Events in the log's order, from where a consumer stands up to an end. */
export interface Batch {
  readonly cursor: LogPosition
  readonly events: readonly AppendedEvent[]
  readonly end: LogPosition
}

/** Consumers that look in the same moment, as all do whom a commit wakes, share one statement. */
export function createReadBatch(db: Database): ReadBatch {
  const selected = createBatcher({
    max: 64,
    atOnce: 4,
    run: (wanted: readonly Wanted[]) => selectBatches(db, wanted),
  })
  const readBatch: ReadBatch = async (consumer, size) => {
    const rows = await selected.add({
      consumer: consumer.name,
      types: consumer.reactions.map((reaction) => reaction.type),
      size,
    })
    const [first] = rows
    if (first?.atXid == null || first.atId == null) {
      await startCursor(db, consumer.name)
      return readBatch(consumer, size)
    }
    const cursor = { xid: first.atXid, id: first.atId }
    const { horizon } = first
    const events = rows.filter((row): row is AppendedEvent & Row => row.id != null)
    const last = events.at(-1)
    // Horizons only grow, so this cluster is not the one in which the cursor was written (decision 0002).
    if (BigInt(cursor.xid) > BigInt(horizon)) {
      throw new Error(
        `Consumer ${consumer.name} stands at transaction ${cursor.xid}, which this database has yet to reach: ` +
          'it was restored from another cluster. See docs/design/decisions/0002.',
      )
    }
    // A batch that is not full reached the horizon: everything below it is final.
    if (!last || events.length < size) return { cursor, events, end: { xid: horizon, id: '0' } }
    return { cursor, events, end: { xid: last.xid, id: last.id } }
  }
  return readBatch
}

interface Wanted {
  readonly consumer: string
  readonly types: readonly string[]
  readonly size: number
}

type Row = Partial<AppendedEvent> & {
  readonly place: number
  readonly horizon: string
  /** Null for a consumer that has no cursor yet. */
  readonly atXid: string | null
  readonly atId: string | null
}

/**
 * Reads behind the oldest open transaction: an event of a lower xid may still commit later than one of a higher,
 * and a cursor that had gone past would lose it. Uses the primary key (xid, id).
 * @returns the rows of each, in order; one without an event where there is none
 */
async function selectBatches(db: Database, wanted: readonly Wanted[]): Promise<Row[][]> {
  const list = wanted.map((one, place) => ({ ...one, place }))
  // One statement, so that the horizon and the rows come from one snapshot.
  const rows = await db.sql<Row[]>`
    select w.place, c.xid::text as at_xid, c.id as at_id, h.horizon::text,
      e.xid::text, e.id, e.type, e.subject, e.data, e.created_at, e.request_id
    from jsonb_to_recordset(${db.sql.json(list)}) as w (place int, consumer text, types text[], size int)
    cross join (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) as h
    left join event_cursors as c on c.consumer = w.consumer
    left join lateral (
      select *
      from events
      where (xid, id) > (c.xid, c.id)
        and xid < h.horizon
        and type = any(w.types)
      order by xid, id
      limit w.size
    ) as e on true
    order by w.place, e.xid, e.id
  `
  const batches = wanted.map((): Row[] => [])
  for (const row of rows) batches[row.place]?.push(row)
  return batches
}

/** Where a consumer stands; a new one at the beginning. */
export async function readCursor(db: Database, consumer: string): Promise<LogPosition> {
  const [cursor] = await db.sql<LogPosition[]>`
    select xid::text, id from event_cursors where consumer = ${consumer}
  `
  if (cursor) return cursor
  await startCursor(db, consumer)
  return readCursor(db, consumer)
}

async function startCursor(db: Database, consumer: string): Promise<void> {
  await db.sql`
    insert into event_cursors (consumer, xid, id) values (${consumer}, '0', 0) on conflict (consumer) do nothing
  `
}

/**
 * The transaction need not wait for the disk: cursor and effects are lost together or not at all, and what is lost is
 * handled again from the log, whose own commits do wait. So consumers do not queue before people who post.
 * @returns undefined when it stands elsewhere by now; otherwise whether the consumer has parked events
 */
export async function moveCursor(
  sql: Database['sql'] | TransactionSql,
  consumer: string,
  from: LogPosition,
  to: LogPosition,
): Promise<{ hasParked: boolean } | undefined> {
  const [moved] = await sql<{ hasParked: boolean }[]>`
    update event_cursors as c set xid = ${to.xid}::xid8, id = ${to.id}, updated_at = now()
    where consumer = ${consumer} and xid = ${from.xid}::xid8 and id = ${from.id}
    returning
      exists (select 1 from parked_events as p where p.consumer = c.consumer and p.dead_at is null) as has_parked,
      set_config('synchronous_commit', 'off', true)
  `
  return moved
}
