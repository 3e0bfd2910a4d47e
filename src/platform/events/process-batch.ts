import { backOff } from '#platform/back-off/index.ts'
import {
  type Database,
  isConnectionLost,
  OutOfTurn,
  type Transaction,
  type TransactionSql,
} from '#platform/db/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import { defineCounter, defineHistogram, resume } from '#platform/telemetry/index.ts'
import type { Consumer } from './consumer.ts'
import type { RecordedEvent } from './event.ts'
import type { AppendedEvent } from './event-log.ts'

interface Needs {
  readonly db: Database
  readonly log: Log
}

const handled = defineCounter({
  name: 'cairn_events_handled_total',
  help: 'Events that a consumer has gone past.',
  labels: ['consumer'],
})
const delay = defineHistogram({
  name: 'cairn_event_delay_seconds',
  help: 'From the writing of an event to the commit of its effects: the oldest of each batch.',
  labels: ['consumer'],
})

interface Cursor {
  readonly xid: string
  readonly id: string
}

/**
 * Handles the next batch of one consumer: cursor and effects commit together. Tried as a whole first, which is how it
 * nearly always goes; where something fails, once more with each part able to fail alone.
 * @returns how many events were handled.
 */
export async function processBatch(needs: Needs, consumer: Consumer, batchSize = 500): Promise<number> {
  const { cursor, events, end } = await readBatch(needs.db, consumer, batchSize)
  if (events.length === 0) {
    // Step over what others announced, or every look would scan it again.
    if (BigInt(end.xid) - BigInt(cursor.xid) > 1000n)
      await moveCursor(needs.db.sql, consumer.name, cursor, end)
    return 0
  }
  const act = (isCareful: boolean) =>
    needs.db.transact(async (tx) => {
      // Another process may have handled this batch meanwhile; then its cursor has moved, and nothing is left to do.
      const moved = await moveCursor(tx.sql, consumer.name, cursor, end)
      if (!moved) return 0
      if (isCareful || moved.hasParked) await handleCarefully(needs, consumer, events, tx)
      else for (const group of groupNeighbours(events)) await react(consumer, group, tx)
      return events.length
    })
  const count = await act(false).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error
    return act(true)
  })
  handled.add({ consumer: consumer.name }, count)
  const since = events[0]?.createdAt.getTime() ?? Date.now()
  if (count > 0) delay.observe({ consumer: consumer.name }, Math.max(0, Date.now() - since) / 1000)
  return count
}

/**
 * Reads behind the oldest open transaction: an event of a lower xid may still commit later than one of a higher,
 * and a cursor that had gone past would lose it. Uses the primary key (xid, id).
 */
async function readBatch(
  db: Database,
  consumer: Consumer,
  batchSize: number,
): Promise<{ cursor: Cursor; events: AppendedEvent[]; end: Cursor }> {
  const types = consumer.reactions.map((reaction) => reaction.type)
  // One statement, so that the horizon and the rows come from one snapshot.
  const rows = await db.sql<(Partial<AppendedEvent> & { horizon: string; atXid: string; atId: string })[]>`
    select c.xid::text as at_xid, c.id as at_id, h.horizon::text,
      e.xid::text, e.id, e.type, e.subject, e.data, e.created_at, e.request_id
    from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) as h
    join event_cursors as c on c.consumer = ${consumer.name}
    left join lateral (
      select *
      from events
      where (xid, id) > (c.xid, c.id)
        and xid < h.horizon
        and type = any(${types})
      order by xid, id
      limit ${batchSize}
    ) as e on true
  `
  const [first] = rows
  if (!first) {
    await startCursor(db, consumer.name)
    return readBatch(db, consumer, batchSize)
  }
  const cursor = { xid: first.atXid, id: first.atId }
  const { horizon } = first
  const events = rows.filter((row): row is AppendedEvent & typeof first => row.id != null)
  const last = events.at(-1)
  // Horizons only grow, so this cluster is not the one in which the cursor was written (decision 0002).
  if (BigInt(cursor.xid) > BigInt(horizon)) {
    throw new Error(
      `Consumer ${consumer.name} stands at transaction ${cursor.xid}, which this database has yet to reach: ` +
        'it was restored from another cluster. See docs/design/decisions/0002.',
    )
  }
  // A batch that is not full reached the horizon: everything below it is final.
  if (!last || events.length < batchSize) return { cursor, events, end: { xid: horizon, id: '0' } }
  return { cursor, events, end: { xid: last.xid, id: last.id } }
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
async function moveCursor(
  sql: Database['sql'] | TransactionSql,
  consumer: string,
  from: Cursor,
  to: Cursor,
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

/** One bad event holds up its own subject only: what fails is parked, and so are later events of its subject. */
async function handleCarefully(
  needs: Needs,
  consumer: Consumer,
  events: AppendedEvent[],
  tx: Transaction,
): Promise<void> {
  const waiting = await listParkedSubjects(tx, consumer.name, events)
  for (const group of groupNeighbours(events)) {
    // Asked for each group: one that failed earlier in this batch holds up its subject already.
    const held = group.filter((event) => waiting.has(event.subject))
    for (const event of held) await park(tx, consumer.name, event, undefined)
    const ready = group.filter((event) => !waiting.has(event.subject))
    const done = ready.length > 1 && !(await tryGroup(consumer, ready, tx))
    if (!done) await handleOneByOne(needs, consumer, ready, tx, waiting)
  }
}

async function handleOneByOne(
  needs: Needs,
  consumer: Consumer,
  group: AppendedEvent[],
  tx: Transaction,
  waiting: Set<string>,
): Promise<void> {
  for (const event of group) {
    const failure = waiting.has(event.subject) ? { error: undefined } : await tryGroup(consumer, [event], tx)
    if (!failure) continue
    waiting.add(event.subject)
    await park(tx, consumer.name, event, failure.error)
    if (failure.error) {
      needs.log.warn('An event could not be handled; it will be tried again.', {
        consumer: consumer.name,
        type: event.type,
        subject: event.subject,
        ...describeError(failure.error),
      })
    }
  }
}

/** Handles events of one type in a savepoint. @returns the failure, if it failed. */
export async function tryGroup(
  consumer: Consumer,
  group: readonly AppendedEvent[],
  tx: Transaction,
): Promise<{ error: unknown } | undefined> {
  try {
    await tx.sql.savepoint((sql) => react(consumer, group, { ...tx, sql }))
    return undefined
  } catch (error) {
    // Without a connection there is no transaction to go on with: what follows would be written outside of it.
    // And one that is out of turn starts again as a whole: only then does it get another number.
    if (isConnectionLost(error) || error instanceof OutOfTurn) throw error
    return { error }
  }
}

async function react(consumer: Consumer, group: readonly AppendedEvent[], tx: Transaction): Promise<void> {
  const [first] = group
  const reaction = consumer.reactions.find((candidate) => candidate.type === first?.type)
  if (!reaction) return
  const act = () => reaction.handle(group.map(toRecorded) as RecordedEvent<never>[], tx)
  const span = {
    name: `${consumer.name} ${reaction.type}`,
    kind: 'consumer' as const,
    attributes: { 'messaging.system': 'cairn-events', 'messaging.destination.name': reaction.type },
  }
  await resume(
    group.map((event) => event.requestId),
    span,
    act,
  )
}

function toRecorded(event: AppendedEvent): RecordedEvent<unknown> {
  return {
    id: event.id,
    subject: event.subject,
    data: event.data,
    at: event.createdAt,
    requestId: event.requestId,
  }
}

/** Neighbours of one type share a call; order across types stays. */
function groupNeighbours(events: readonly AppendedEvent[]): AppendedEvent[][] {
  const groups: AppendedEvent[][] = []
  for (const event of events) {
    const group = groups.at(-1)
    if (group?.[0]?.type === event.type) group.push(event)
    else groups.push([event])
  }
  return groups
}

async function listParkedSubjects(
  tx: Transaction,
  consumer: string,
  events: AppendedEvent[],
): Promise<Set<string>> {
  const rows = await tx.sql<{ subject: string }[]>`
    select distinct subject from parked_events
    where consumer = ${consumer} and dead_at is null and subject = any(${events.map((event) => event.subject)})
  `
  return new Set(rows.map((row) => row.subject))
}

async function park(tx: Transaction, consumer: string, event: AppendedEvent, error: unknown): Promise<void> {
  const attempts = error ? 1 : 0
  await tx.sql`
    insert into parked_events (consumer, xid, id, type, subject, data, request_id, attempts, run_at, last_error)
    values (
      ${consumer}, ${event.xid}::xid8, ${event.id}, ${event.type}, ${event.subject},
      ${tx.sql.json(event.data as never)}, ${event.requestId}, ${attempts},
      now() + make_interval(secs => ${attempts ? backOff(attempts) : 0}), ${error ? describeError(error).error : null}
    )
  `
}
