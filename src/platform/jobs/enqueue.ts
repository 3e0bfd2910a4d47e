import { EventEmitter } from 'node:events'
import type { Transaction } from '#platform/db/index.ts'
import type { IdMaker } from '#platform/ids/index.ts'
import { currentRequestId } from '#platform/log/index.ts'
import type { JobType } from './job.ts'

export interface EnqueueOptions {
  /** While a job of this kind and key waits, another one is not added. */
  readonly dedupeKey?: string
  /** Jobs of one lane share a bound on how many run together: a host, an account. */
  readonly lane?: string
  /** Lower goes first. Default 0. */
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
  onWake(listener: (kind: string) => void): Disposable
}

export function createJobQueue(ids: IdMaker): JobQueue {
  const wake = new EventEmitter().setMaxListeners(0)
  const queue: JobQueue = {
    enqueue: (tx, job, payload, options = {}) => queue.enqueueAll(tx, job, [{ payload, ...options }]),
    async enqueueAll(tx, job, items) {
      if (items.length === 0) return
      const rows = items.map((item) => ({
        id: ids.next(),
        payload: item.payload,
        lane: item.lane ?? null,
        dedupe_key: item.dedupeKey ?? null,
        priority: item.priority ?? 0,
        run_at: item.runAt?.toISOString() ?? null,
      }))
      await tx.sql`
        insert into jobs (id, kind, payload, lane, dedupe_key, priority, run_at, request_id)
        select id, ${job.kind}, payload, lane, dedupe_key, priority, coalesce(run_at, now()), ${currentRequestId() ?? null}
        from jsonb_to_recordset(${tx.sql.json(rows as never)})
          as item (id bigint, payload jsonb, lane text, dedupe_key text, priority smallint, run_at timestamptz)
        on conflict (kind, dedupe_key) where dedupe_key is not null do nothing
      `
      tx.afterCommit(() => wake.emit('wake', job.kind))
    },
    onWake(listener) {
      wake.on('wake', listener)
      return { [Symbol.dispose]: () => void wake.off('wake', listener) }
    },
  }
  return queue
}
