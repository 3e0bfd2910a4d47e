import { type Bell, createBell } from '#platform/bell/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import type { EventLog } from './event-log.ts'

const idlePollMs = 2000
/** After a wake-up an older open transaction may still hide the news: look again soon, ever more slowly. */
const eagerPollMs = 10
const eagerPolls = 6
/** Batches begin so far apart at least: under load they grow larger, and the work for one event smaller. */
const paceMs = 10

export interface Work {
  /** Whose work, for the log. */
  readonly name: string
  readonly log: Log
  readonly signal: AbortSignal
  readonly bell: Bell
  /** Answers how much it did; nothing lets the loop rest. */
  readonly step: () => Promise<number>
}

/** Repeats a step until aborted: soon while there is work, at the bell when there is news, now and then anyway. */
export async function workLoop({ name, log, signal, bell, step }: Work): Promise<void> {
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
        log.error('A consumer cannot work; it goes on trying.', { consumer: name, ...describeError(error) })
    }
    eager = bell.rung() ? eagerPolls : Math.max(0, eager - 1)
    const soon = eagerPollMs * 2 ** (eagerPolls - eager)
    const pause = failures > 0 ? Math.min(100 * 2 ** failures, 5000) : eager > 0 ? soon : idlePollMs
    await bell.wait(pause, signal, { deaf: failures > 0 || eager === eagerPolls })
  }
  bell[Symbol.dispose]()
}

/** Rings for events of these types; of all by default. */
export function createNewsBell(eventLog: EventLog, read?: readonly string[]): Bell {
  return createBell((ring) =>
    eventLog.onWake((types) => {
      if (!types || !read || read.some((type) => types.has(type))) ring()
    }),
  )
}
