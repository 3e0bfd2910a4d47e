import { backOff } from '#platform/back-off/index.ts'
import type { Database, Transaction } from '#platform/db/index.ts'
import { idTime } from '#platform/ids/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import type { Consumer } from './consumer.ts'
import type { AppendedEvent } from './event-log.ts'
import { tryGroup } from './process-batch.ts'

interface Needs {
  readonly db: Database
  readonly log: Log
}

type Parked = Omit<AppendedEvent, 'createdAt'> & { readonly attempts: number }

/** Attempts before an event becomes a dead letter: six minutes of back-off. */
const maxAttempts = 10

/**
 * Tries one due parked event of each consumer again.
 * @returns how many were tried.
 */
export async function retryAllParked(needs: Needs, consumers: readonly Consumer[]): Promise<number> {
  const due = await listDue(needs.db, consumers)
  const tried = await Promise.allSettled(due.map((consumer) => retryParked(needs, consumer)))
  const failed = tried.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return tried.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0)
}

/** Uses parked_events_due. */
async function listDue({ sql }: Database, consumers: readonly Consumer[]): Promise<Consumer[]> {
  const rows = await sql<{ name: string }[]>`
    select wanted.name
    from unnest(${consumers.map(({ name }) => name)}::text[]) as wanted (name)
    where exists (
      select 1 from parked_events as p
      where p.consumer = wanted.name and p.dead_at is null and p.run_at <= now()
    )
  `
  const due = new Set(rows.map((row) => row.name))
  return consumers.filter(({ name }) => due.has(name))
}

/**
 * Tries one due parked event again, the oldest of its subject only.
 * @returns how many were tried.
 */
export async function retryParked(needs: Needs, consumer: Consumer): Promise<number> {
  return needs.db.transact(async (tx) => {
    const event = await takeDue(tx, consumer.name)
    if (!event) return 0
    const failure = await tryGroup(consumer, [{ ...event, createdAt: new Date(idTime(event.id)) }], tx)
    if (failure) await postpone(needs, consumer, event, tx, failure.error)
    else await remove(tx, consumer.name, event)
    return 1
  })
}

async function takeDue(tx: Transaction, consumer: string): Promise<Parked | undefined> {
  const [event] = await tx.sql<Parked[]>`
    select p.xid::text, p.id, p.type, p.subject, p.data, p.request_id, p.attempts
    from parked_events as p
    where p.consumer = ${consumer}
      and p.dead_at is null
      and p.run_at <= now()
      and not exists (
        select 1 from parked_events as earlier
        where earlier.consumer = p.consumer
          and earlier.subject = p.subject
          and earlier.dead_at is null
          and (earlier.xid, earlier.id) < (p.xid, p.id)
      )
    order by p.run_at
    limit 1
    for update skip locked
  `
  return event
}

async function postpone(
  needs: Needs,
  consumer: Consumer,
  event: Parked,
  tx: Transaction,
  error: unknown,
): Promise<void> {
  const attempts = event.attempts + 1
  const dead = attempts >= maxAttempts
  await tx.sql`
    update parked_events
    set attempts = ${attempts},
        run_at = now() + make_interval(secs => ${backOff(attempts)}),
        dead_at = ${dead ? tx.sql`now()` : null},
        last_error = ${String(error)}
    where consumer = ${consumer.name} and xid = ${event.xid}::xid8 and id = ${event.id}
  `
  if (dead) {
    needs.log.error('An event is now a dead letter. See: npm run cairn -- events dead-letters', {
      consumer: consumer.name,
      type: event.type,
      subject: event.subject,
      ...describeError(error),
    })
  }
}

async function remove(tx: Transaction, consumer: string, event: Parked): Promise<void> {
  await tx.sql`
    delete from parked_events where consumer = ${consumer} and xid = ${event.xid}::xid8 and id = ${event.id}
  `
}
