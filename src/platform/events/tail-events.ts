import { describeError } from '#platform/log/index.ts'
import type { AppendedEvent } from './event-log.ts'
import { findLogEnd, readLog } from './read-log.ts'
import type { ConsumerNeeds } from './run-consumers.ts'
import { createNewsBell, workLoop } from './work-loop.ts'

export interface Tail {
  readonly name: string
  readonly types: readonly string[]
  /** Gets events in the log's order, batch after batch. What it throws is logged, and the batch is over. */
  readonly handle: (events: readonly AppendedEvent[]) => Promise<void>
}

const batchSize = 200

/**
 * Reads the log from now on, for what lives in this process only: no cursor is kept, nothing is tried again, and every
 * process that tails sees every event. Work that must not be lost belongs to a consumer.
 * @returns when it stands at the end of the log: whatever commits from then on is handed over
 */
export async function tailEvents(needs: ConsumerNeeds, tail: Tail): Promise<AsyncDisposable> {
  const stop = new AbortController()
  let position = await findLogEnd(needs.db)
  const loop = workLoop({
    name: tail.name,
    log: needs.log,
    signal: stop.signal,
    bell: createNewsBell(needs.eventLog, tail.types),
    async step() {
      const part = await readLog(needs.db, tail.types, { after: position, limit: batchSize })
      position = part.end
      if (part.events.length === 0) return 0
      await tail.handle(part.events).catch((error: unknown) => {
        needs.log.error('A tail of the event log dropped a batch.', {
          consumer: tail.name,
          ...describeError(error),
        })
      })
      return part.events.length
    },
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await loop
    },
  }
}
