import { EventEmitter } from 'node:events'
import {
  all,
  type Changes,
  type Forget,
  type OneStatement,
  type Sql,
  type Statement,
  type Transaction,
  type TransactionSql,
} from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { carriedContext } from '#platform/telemetry/index.ts'
import type { JobType } from './job.ts'
import { countLanes, deleteLane, hurryLane, postponeLane, selectLanes, selectRunAt } from './job-store.ts'

export interface EnqueueOptions {
  /**
   * While a job of this kind and key waits, another one is not added. One that runs already may have looked too early:
   * it does not count, and the new job takes its place.
   */
  readonly dedupeKey?: string
  /** Jobs of one lane share a bound on how many run together: a host, an account. */
  readonly lane?: string
  /** One of the job's priorities; lower goes first. Default 0. */
  readonly priority?: number
  readonly runAt?: Date
}

export interface JobQueue {
  /** Writes a job in the caller's transaction. */
  enqueue<Payload>(
    tx: Transaction,
    job: JobType<Payload>,
    payload: Payload,
    options?: EnqueueOptions,
  ): Promise<void>
  /** Many jobs of one kind in one statement. */
  enqueueAll<Payload>(
    tx: Transaction,
    job: JobType<Payload>,
    items: readonly ({ payload: Payload } & EnqueueOptions)[],
  ): Promise<void>
  /**
   * The same for those items whose key a statement of the caller's returns, as a column named key: both are one
   * statement, so that there need be no other transaction around it.
   */
  enqueueReturned<Payload>(
    tx: OneStatement,
    job: JobType<Payload>,
    returning: Statement,
    items: readonly ({ key: string; payload: Payload } & EnqueueOptions)[],
  ): Promise<void>
  /** When the job of a key is due, or was, if it is under way; undefined once it has ended. */
  findDue(sql: Sql | TransactionSql, job: JobType<unknown>, dedupeKey: string): Promise<Date | undefined>
  /** Which of these lanes hold jobs of a kind, waiting or under way. */
  findLanes(sql: Sql | TransactionSql, job: JobType<unknown>, lanes: readonly string[]): Promise<Set<string>>
  /** Lets all of a lane that is not in hand wait until then. */
  postponeLane(sql: Sql | TransactionSql, job: JobType<unknown>, lane: string, notBefore: Date): Promise<void>
  /** Drops all of a lane that is not in hand. @returns how many */
  dropLane(sql: Sql | TransactionSql, job: JobType<unknown>, lane: string): Promise<number>
  /** Lets all of a lane that is not in hand run now, as if it had never been tried. @returns how many */
  hurryLane(tx: Transaction, job: JobType<unknown>, lane: string): Promise<number>
  /** How many jobs of a kind these lanes hold, waiting or under way. */
  countLanes(sql: Sql, job: JobType<unknown>, lanes: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Calls `listener` when there may be a new job of the kind: soon after a commit here, or in another process. */
  onWake(kind: string, listener: () => void): Disposable
}

/** What is told of by {@link Changes}: kinds of jobs. */
const told = 'jobs'

/** @param changes tells processes that run a kind of job of those that are enqueued where it is not run */
export function createJobQueue(ids: IdMaker, changes?: Pick<Changes, 'hint' | 'watch'>): JobQueue {
  const wake = new EventEmitter().setMaxListeners(0)
  const hear: Forget = (kinds) => {
    for (const kind of kinds === all ? wake.eventNames() : kinds) wake.emit(kind)
  }
  changes?.watch(told, hear)
  const committed = (kind: string) => {
    // Whoever runs it itself need tell nobody: others look now and then.
    if (!wake.emit(kind)) changes?.hint(told, kind, hear)
  }
  const queue: JobQueue = {
    enqueue: (tx, job, payload, options = {}) => queue.enqueueAll(tx, job, [{ payload, ...options }]),
    async enqueueAll(tx, job, items) {
      if (items.length === 0) return
      await insertJobs(tx.sql, job.kind, toRows(ids, job, items))
      tx.afterCommit(() => committed(job.kind))
    },
    async enqueueReturned(tx, job, returning, items) {
      if (items.length === 0) return
      await insertJobs(tx.sql, job.kind, toRows(ids, job, items), returning)
      tx.afterCommit(() => committed(job.kind))
    },
    postponeLane: (sql, job, lane, notBefore) => postponeLane(sql, job.kind, lane, notBefore),
    dropLane: (sql, job, lane) => deleteLane(sql, job.kind, lane),
    findDue: (sql, job, dedupeKey) => selectRunAt(sql, job.kind, dedupeKey),
    findLanes: (sql, job, lanes) => selectLanes(sql, job.kind, lanes),
    async hurryLane(tx, job, lane) {
      tx.afterCommit(() => committed(job.kind))
      return hurryLane(tx.sql, job.kind, lane)
    },
    countLanes: (sql, job, lanes) => countLanes(sql, job.kind, lanes),
    onWake(kind, listener) {
      wake.on(kind, listener)
      return { [Symbol.dispose]: () => void wake.off(kind, listener) }
    },
  }
  return queue
}

function toRows<Payload>(
  ids: IdMaker,
  job: JobType<Payload>,
  items: readonly ({ key?: string; payload: Payload } & EnqueueOptions)[],
) {
  // One that no worker looks for would wait for ever.
  const odd = items.find(({ priority = 0 }) => !job.priorities.includes(priority))
  if (odd) throw new Error(`No job ${job.kind} has the priority ${odd.priority}.`)
  return dropRepeated(items).map((item) => ({
    id: ids.next(),
    key: item.key ?? null,
    payload: item.payload,
    lane: item.lane ?? null,
    dedupe_key: item.dedupeKey ?? null,
    priority: item.priority ?? 0,
    run_at: item.runAt?.toISOString() ?? null,
  }))
}

/**
 * Also where it changes nothing, "do update" locks the waiting job until we commit: nobody can start it now, and so
 * miss what this transaction is about to make visible. In order of keys, lest two such transactions deadlock.
 */
async function insertJobs(
  sql: Sql | TransactionSql,
  kind: string,
  rows: readonly object[],
  returning?: Statement,
): Promise<void> {
  const [first, chosen] = returning
    ? [sql`with first as (${returning})`, sql`where key in (select key from first)`]
    : [sql``, sql``]
  await sql`
    ${first}
    insert into jobs (id, kind, payload, lane, dedupe_key, priority, run_at, request_id)
    select id, ${kind}, payload, lane, dedupe_key, priority, coalesce(run_at, now()), ${carriedContext() ?? null}
    from jsonb_to_recordset(${sql.json(rows as never)}) as item (
      id bigint, key text, payload jsonb, lane text, dedupe_key text, priority smallint, run_at timestamptz
    )
    ${chosen}
    order by dedupe_key
    on conflict (kind, dedupe_key) where dedupe_key is not null do update
    set id = excluded.id, payload = excluded.payload, lane = excluded.lane, priority = excluded.priority,
        run_at = excluded.run_at, request_id = excluded.request_id, attempts = 0, locked_until = null,
        last_error = null, created_at = now()
    where jobs.locked_until is not null
  `
}

/** One statement must not meet the same key twice. */
function dropRepeated<Item extends EnqueueOptions>(items: readonly Item[]): Item[] {
  const keys = new Set<string>()
  return items.filter(({ dedupeKey }) => {
    if (dedupeKey === undefined) return true
    if (keys.has(dedupeKey)) return false
    keys.add(dedupeKey)
    return true
  })
}
