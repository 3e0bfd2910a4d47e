import { createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Consumer } from './consumer.ts'
import type { EventLog } from './event-log.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'
import { createNewsBell, workLoop } from './work-loop.ts'

export interface ConsumerNeeds {
  readonly db: Database
  readonly eventLog: EventLog
  readonly log: Log
}

/** Runs every consumer until disposed of; disposing waits for the batches in hand. */
export function runConsumers(needs: ConsumerNeeds, consumers: readonly Consumer[]): AsyncDisposable {
  const stop = new AbortController()
  const loops = consumers.flatMap((consumer) => {
    const work = { name: consumer.name, log: needs.log, signal: stop.signal }
    const read = consumer.reactions.map((reaction) => reaction.type)
    return [
      workLoop({
        ...work,
        bell: createNewsBell(needs.eventLog, read),
        step: () => processBatch(needs, consumer),
      }),
      // Parked events wait for a time, not for news.
      workLoop({ ...work, bell: createBell(), step: () => retryParked(needs, consumer) }),
    ]
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}
