import { CannotCopy, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { AppendedEvent } from './event-log.ts'
import { isBefore, type LogPosition } from './read-log.ts'

/** Tables of the log, which {@link carryEvents} carries over; others must not copy them. */
export const logTables = ['events', 'event_cursors', 'event_relays', 'parked_events'] as const

/** What {@link carryEvents} reads, as a condition of SQL for each table: what every consumer has handled stays behind. */
export const carriedRows = {
  events: `not exists (select from event_cursors)
    or (xid, id) > (select xid, id from event_cursors order by xid, id limit 1)`,
  event_cursors: 'true',
  parked_events: 'true',
} as const

interface Cursor extends LogPosition {
  readonly consumer: string
}

interface Carried {
  readonly before: LogPosition
  readonly after: LogPosition
}

/**
 * Carries over what consumers have still to handle, into a log that is empty. Positions are numbers of transactions of one
 * cluster (decision 0002), so each transaction of the old log becomes one of the new, in their order, and cursors stand
 * between the same events as before.
 * @throws CannotCopy when more failed events wait than can be put before all others
 */
export async function carryEvents(from: TransactionSql, to: Sql): Promise<void> {
  const cursors = await from<Cursor[]>`select consumer, xid::text, id from event_cursors order by xid, id`
  const start = cursors[0] ?? { xid: '0', id: '0' }
  const carried: Carried[] = []
  let group: AppendedEvent[] = []
  const flush = async () => {
    if (group.length > 0) carried.push(...(await appendGroup(to, group)))
    group = []
  }
  const reading = from<AppendedEvent[]>`
    select xid::text, id, type, subject, data, created_at, request_id
    from events
    where (xid, id) > (${start.xid}::xid8, ${start.id}::bigint)
    order by xid, id
  `.cursor(500)
  for await (const events of reading)
    for (const event of events) {
      if (group[0] && group[0].xid !== event.xid) await flush()
      group.push(event)
    }
  await flush()
  for (const cursor of cursors) {
    const last = carried.findLast(({ before }) => !isBefore(cursor, before))
    const { xid, id } = last?.after ?? { xid: '0', id: '0' }
    await to`insert into event_cursors (consumer, xid, id) values (${cursor.consumer}, ${xid}::xid8, ${id})`
  }
  await carryParked(from, to)
}

/** @returns where each event stood, and where it stands */
async function appendGroup(to: Sql, group: readonly AppendedEvent[]): Promise<Carried[]> {
  const rows = group.map(({ id, type, subject, data, createdAt, requestId }) => ({
    id,
    type,
    subject,
    data,
    created_at: createdAt,
    request_id: requestId,
  }))
  const written = await to<LogPosition[]>`
    insert into events (id, type, subject, data, created_at, request_id)
    select id, type, subject, data, created_at, request_id
    from jsonb_to_recordset(${to.json(rows as never)})
      as row (id bigint, type text, subject text, data jsonb, created_at timestamptz, request_id text)
    returning xid::text, id
  `
  const xid = written[0]?.xid ?? '0'
  return group.map((event) => ({ before: { xid: event.xid, id: event.id }, after: { xid, id: event.id } }))
}

/** PostgreSQL numbers no transaction below this in a new cluster. */
const firstOfAnyCluster = 500

/** What failed comes before everything else of its subject, in the order in which it stood. */
async function carryParked(from: TransactionSql, to: Sql): Promise<void> {
  const [waiting] = await from<{ n: number }[]>`
    select count(*)::int as n from parked_events where dead_at is null
  `
  if ((waiting?.n ?? 0) >= firstOfAnyCluster)
    throw new CannotCopy(
      'Too many failed events wait to be tried again. Start the server until they are done.',
    )
  const parked = await from`
    select consumer, row_number() over (partition by dead_at is null order by xid, id) as place, id, type, subject, data,
      request_id, attempts, run_at, last_error, dead_at
    from parked_events
    order by xid, id
  `
  for (const row of parked) {
    await to`
      insert into parked_events (consumer, xid, id, type, subject, data, request_id, attempts, run_at, last_error, dead_at)
      values (
        ${row['consumer']}, ${row['deadAt'] ? '0' : row['place']}::text::xid8, ${row['id']}, ${row['type']},
        ${row['subject']}, ${to.json(row['data'] as never)}, ${row['requestId']}, ${row['attempts']}, ${row['runAt']},
        ${row['lastError']}, ${row['deadAt']}
      )
    `
  }
}
