import { backOff } from '#platform/back-off/index.ts'
import { type Database, isConnectionLost, OutOfTurn, type Transaction } from '#platform/db/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import { defineCounter, defineHistogram, resume } from '#platform/telemetry/index.ts'
import type { Consumer } from './consumer.ts'
import { type Batch, createReadBatch, moveCursor, type ReadBatch } from './cursor-store.ts'
import type { RecordedEvent } from './event.ts'
import type { AppendedEvent } from './event-log.ts'
import type { LogPosition } from './read-log.ts'

interface Needs {
  readonly db: Database
  readonly log: Log
  /** Shared by the consumers of a process; one for itself by default. */
  readonly readBatch?: ReadBatch
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

/** Where a consumer stands: its cursor in the database, and up to where there is nothing for it. */
export interface Standing {
  readonly cursor: LogPosition
  readonly seen: LogPosition
}

/**
 * Handles the next batch of one consumer out of the database.
 * @returns how many events were handled.
 */
export async function processBatch(needs: Needs, consumer: Consumer, batchSize = 500): Promise<number> {
  return (await lookInLog(needs, consumer, batchSize)).handled
}

/** As {@link processBatch}. `standing` is undefined where another process was faster. */
export async function lookInLog(
  needs: Needs,
  consumer: Consumer,
  batchSize = 500,
): Promise<{ handled: number; standing: Standing | undefined }> {
  const readBatch = needs.readBatch ?? createReadBatch(needs.db)
  const batch = await readBatch(consumer, batchSize)
  return handleBatch(needs, consumer, batch)
}

/**
 * Handles a batch: cursor and effects commit together. Tried as a whole first, which is how it nearly always goes; where
 * something fails, once more with each part able to fail alone.
 */
export async function handleBatch(
  needs: Needs,
  consumer: Consumer,
  { cursor, events, end }: Batch,
): Promise<{ handled: number; standing: Standing | undefined }> {
  if (events.length === 0) {
    // Step over what others announced, or every look would scan it again.
    if (BigInt(end.xid) - BigInt(cursor.xid) <= 1000n) return { handled: 0, standing: { cursor, seen: end } }
    const moved = await moveCursor(needs.db.sql, consumer.name, cursor, end)
    return { handled: 0, standing: moved && { cursor: end, seen: end } }
  }
  // Reactions use what this process remembers, which must not be older than the events.
  await needs.db.changes.catchUp()
  const act = (isCareful: boolean) =>
    needs.db.transact(async (tx) => {
      // Another process may have handled this batch meanwhile; then its cursor has moved, and nothing is left to do.
      const moved = await moveCursor(tx.sql, consumer.name, cursor, end)
      if (!moved) return { handled: 0, standing: undefined }
      if (isCareful || moved.hasParked) await handleCarefully(needs, consumer, events, tx)
      else for (const group of groupNeighbours(events)) await react(consumer, group, tx)
      return { handled: events.length, standing: { cursor: end, seen: end } }
    })
  const done = await act(false).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error
    return act(true)
  })
  handled.add({ consumer: consumer.name }, done.handled)
  const since = events[0]?.createdAt.getTime() ?? Date.now()
  if (done.handled > 0) delay.observe({ consumer: consumer.name }, Math.max(0, Date.now() - since) / 1000)
  return done
}

/** One bad event holds up its own subject only: what fails is parked, and so are later events of its subject. */
async function handleCarefully(
  needs: Needs,
  consumer: Consumer,
  events: readonly AppendedEvent[],
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
  events: readonly AppendedEvent[],
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
