import { setTimeout as sleep } from 'node:timers/promises'
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
/** After a wake-up an older open transaction may still hide the news: look again soon, a few times. */
const eagerPollMs = 15
const eagerPolls = 20

/** Runs every consumer until disposed of; disposing waits for the batches in hand. */
export function runConsumers(needs: ConsumerNeeds, consumers: readonly Consumer[]): AsyncDisposable {
  const stop = new AbortController()
  const loops = consumers.flatMap((consumer) => {
    const work = { needs, consumer, signal: stop.signal }
    return [
      loop(work, createBell(needs.eventLog), () => processBatch(needs, consumer)),
      // Parked events wait for a time, not for news.
      loop(work, createBell(undefined), () => retryParked(needs, consumer)),
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
  bell: ReturnType<typeof createBell>,
  step: () => Promise<number>,
): Promise<void> {
  let failures = 0
  let eager = 0
  while (!signal.aborted) {
    try {
      const done = await step()
      failures = 0
      if (done > 0) continue
    } catch (error) {
      failures += 1
      if (failures === 3)
        needs.log.error('A consumer cannot work; it goes on trying.', {
          consumer: consumer.name,
          ...describeError(error),
        })
    }
    eager = bell.rung() ? eagerPolls : Math.max(0, eager - 1)
    const pause = failures > 0 ? Math.min(100 * 2 ** failures, 5000) : eager > 0 ? eagerPollMs : idlePollMs
    await bell.wait(pause, signal, eager === 0)
  }
  bell[Symbol.dispose]()
}

/** Rings when there may be news; keeps the ring until asked. */
function createBell(eventLog: EventLog | undefined) {
  let rung = false
  let wakeUp: (() => void) | undefined
  const listening = eventLog?.onWake(() => {
    rung = true
    wakeUp?.()
  })
  return {
    rung() {
      const was = rung
      rung = false
      return was
    },
    async wait(ms: number, signal: AbortSignal, mayWake: boolean) {
      if (signal.aborted || (rung && mayWake)) return
      const pause = new AbortController()
      const end = () => pause.abort()
      if (mayWake) wakeUp = end
      signal.addEventListener('abort', end)
      await sleep(ms, undefined, { signal: pause.signal }).catch(() => undefined)
      signal.removeEventListener('abort', end)
      wakeUp = undefined
    },
    [Symbol.dispose]: () => listening?.[Symbol.dispose](),
  }
}
