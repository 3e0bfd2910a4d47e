import { type Bell, createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import type { Consumer } from './consumer.ts'
import type { EventLog } from './event-log.ts'
import { processBatch } from './process-batch.ts'
import { retryParked } from './retry-parked.ts'

export interface ConsumerNeeds {
  readonly db: Database
  readonly eventLog: EventLog
  readonly log: Log
}

const idlePollMs = 2000
/** After a wake-up an older open transaction may still hide the news: look again soon, ever more slowly. */
const eagerPollMs = 10
const eagerPolls = 6
/** Batches begin so far apart at least: under load they grow larger, and the work for one event smaller. */
const paceMs = 10

/** Runs every consumer until disposed of; disposing waits for the batches in hand. */
export function runConsumers(needs: ConsumerNeeds, consumers: readonly Consumer[]): AsyncDisposable {
  const stop = new AbortController()
  const loops = consumers.flatMap((consumer) => {
    const work = { needs, consumer, signal: stop.signal }
    return [
      loop(work, createNewsBell(needs.eventLog, consumer), () => processBatch(needs, consumer)),
      // Parked events wait for a time, not for news.
      loop(work, createBell(), () => retryParked(needs, consumer)),
    ]
  })
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

interface Work {
  readonly needs: ConsumerNeeds
  readonly consumer: Consumer
  readonly signal: AbortSignal
}

/** @param step answers how much it did; nothing lets the loop rest. */
async function loop(
  { needs, consumer, signal }: Work,
  bell: Bell,
  step: () => Promise<number>,
): Promise<void> {
  let failures = 0
  let eager = 0
  while (!signal.aborted) {
    try {
      const done = await step()
      failures = 0
      if (done > 0) {
        await bell.wait(paceMs, signal, { deaf: true })
        continue
      }
    } catch (error) {
      failures += 1
      if (failures === 3)
        needs.log.error('A consumer cannot work; it goes on trying.', {
          consumer: consumer.name,
          ...describeError(error),
        })
    }
    eager = bell.rung() ? eagerPolls : Math.max(0, eager - 1)
    const soon = eagerPollMs * 2 ** (eagerPolls - eager)
    const pause = failures > 0 ? Math.min(100 * 2 ** failures, 5000) : eager > 0 ? soon : idlePollMs
    await bell.wait(pause, signal, { deaf: failures > 0 || eager === eagerPolls })
  }
  bell[Symbol.dispose]()
}

/** Rings for events that the consumer reads. */
function createNewsBell(eventLog: EventLog, consumer: Consumer): Bell {
  const read = consumer.reactions.map((reaction) => reaction.type)
  return createBell((ring) =>
    eventLog.onWake((types) => {
      if (!types || read.some((type) => types.has(type))) ring()
    }),
  )
}
