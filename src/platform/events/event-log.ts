import { EventEmitter } from 'node:events'
import { type Database, OutOfTurn, type TransactionSql } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { currentRequestId } from '#platform/log/index.ts'
import type { Announce } from './event.ts'

export interface EventLog extends AsyncDisposable {
  readonly announce: Announce
  /** Calls `listener` when there may be something new: soon after each commit here, or in another process. */
  onWake(listener: () => void): Disposable
  /** Also hears the commits of other processes on the same database. */
  listen(): Promise<void>
}

/** A row of the log. `xid` orders transactions; the pair (xid, id) is a position. */
export interface AppendedEvent {
  readonly xid: string
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly data: unknown
  readonly createdAt: Date
  readonly requestId: string | null
}

const channel = 'cairn_events'
const notifyEveryMs = 25

export function createEventLog(db: Database, ids: IdMaker): EventLog {
  const wake = new EventEmitter().setMaxListeners(0)
  const notifier = createNotifier(db, () => wake.emit('wake'))
  return {
    async announce(tx, event, fact) {
      await append(tx.sql, { id: ids.next(), type: event.type, ...fact })
      tx.afterCommit(notifier.committed)
    },
    onWake(listener) {
      wake.on('wake', listener)
      return { [Symbol.dispose]: () => void wake.off('wake', listener) }
    },
    listen: notifier.listen,
    [Symbol.asyncDispose]: notifier.stop,
  }
}

/**
 * A waiter for a row that another transaction has changed gets its number before it gets the row, and of several
 * waiters a later number may get it first. Then numbers would not tell the order of changes: the transaction that
 * comes too late by its number starts again, with a new one. Uses events_subject.
 */
async function append(
  sql: TransactionSql,
  event: { id: string; type: string; subject: string; data: unknown },
): Promise<void> {
  const appended = await sql`
    insert into events (id, type, subject, data, request_id)
    select
      ${event.id}::bigint, ${event.type}, ${event.subject}, ${sql.json(event.data as never)}::jsonb,
      ${currentRequestId() ?? null}::text
    where not exists (
      select 1 from events where subject = ${event.subject} and xid > pg_current_xact_id()
    )
  `
  if (appended.count === 0) throw new OutOfTurn(`A later transaction has spoken of ${event.subject} already.`)
}

/**
 * NOTIFY inside a hot transaction serialises commits and costs about three times the work, so other processes are
 * told from outside it, and many commits share one telling. A lost one costs a poll interval, nothing else.
 */
function createNotifier(db: Database, wake: () => void) {
  let timer: NodeJS.Timeout | undefined
  let heard: { unlisten: () => Promise<void> } | undefined
  const tellOthers = () => {
    timer = undefined
    db.sql.notify(channel, '').catch(() => {
      // A wake-up is a hint: readers poll anyway.
    })
  }
  return {
    committed() {
      wake()
      if (heard && !timer) timer = setTimeout(tellOthers, notifyEveryMs)
    },
    async listen() {
      heard ??= await db.sql.listen(channel, wake)
    },
    async stop() {
      clearTimeout(timer)
      await heard?.unlisten().catch(() => undefined)
    },
  }
}
