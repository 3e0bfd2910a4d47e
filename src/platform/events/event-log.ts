import { EventEmitter } from 'node:events'
import { type Database, OutOfTurn, type TransactionSql } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { carriedContext } from '#platform/telemetry/index.ts'
import type { Announce } from './event.ts'

export interface EventLog extends AsyncDisposable {
  readonly announce: Announce
  /**
   * Calls `listener` when there may be something new: soon after each commit here, or in another process.
   * @param listener is told of which types, where that is known
   */
  onWake(listener: (types?: ReadonlySet<string>) => void): Disposable
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
/** PostgreSQL refuses 8,000 bytes and more. */
const maxPayload = 7000

export function createEventLog(db: Database, ids: IdMaker): EventLog {
  const wake = new EventEmitter().setMaxListeners(0)
  const notifier = createNotifier(db, (types) => wake.emit('wake', types))
  return {
    async announce(tx, event, facts) {
      const list = Array.isArray(facts) ? facts : [facts]
      if (list.length === 0) return
      await append(
        tx.sql,
        event.type,
        list.map(({ subject, data }) => ({ id: ids.next(), subject, data })),
      )
      tx.afterCommit(() => notifier.committed(event.type))
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
  type: string,
  facts: readonly { id: string; subject: string; data: unknown }[],
): Promise<void> {
  const appended = await sql`
    insert into events (id, type, subject, data, request_id)
    select fact.id, ${type}, fact.subject, fact.data, ${carriedContext() ?? null}::text
    from jsonb_to_recordset(${sql.json(facts as never)}) as fact (id bigint, subject text, data jsonb)
    where pg_current_xact_id() >= coalesce(
      (select e.xid from events as e where e.subject = fact.subject order by e.xid desc limit 1),
      pg_current_xact_id()
    )
  `
  if (appended.count < facts.length) {
    const [first] = facts
    throw new OutOfTurn(`A later transaction has spoken of ${first?.subject} or its like already.`)
  }
}

/**
 * NOTIFY inside a hot transaction serialises commits and costs about three times the work, so other processes are
 * told from outside it, and many commits share one telling. A lost one costs a poll interval, nothing else.
 */
function createNotifier(db: Database, wake: (types?: ReadonlySet<string>) => void) {
  let timer: NodeJS.Timeout | undefined
  let listening: Promise<void> | undefined
  const untold = new Set<string>()
  const tellOthers = () => {
    timer = undefined
    const types = [...untold].join(' ')
    untold.clear()
    db.notify(channel, types.length < maxPayload ? types : '').catch(() => {
      // A wake-up is a hint: readers poll anyway.
    })
  }
  return {
    committed(type: string) {
      wake(new Set([type]))
      untold.add(type)
      if (!timer) timer = setTimeout(tellOthers, notifyEveryMs)
    },
    async listen() {
      listening ??= db.listen(channel, (types) => wake(types ? new Set(types.split(' ')) : undefined))
      await listening
    },
    async stop() {
      clearTimeout(timer)
    },
  }
}
