import type { Job, JobHandler } from './job.ts'

/** What one process has in hand of one kind of job, and what it may take. */
export interface Hands {
  /** How many more batches may begin. */
  free(): number
  /** Lanes that take nothing now, and lanes that take so many jobs at most. */
  lanes(): { closed: string[]; bounds: Map<string, number> }
  take(jobs: readonly Job<never>[], work: Promise<void>): void
  /** Waits for all that is in hand. */
  empty(): Promise<void>
}

/**
 * Counts batches: those that are done as quickly as usual against `concurrency`, those that take longer than
 * `patienceMs` against `slowConcurrency`. So what waits for a slow other end leaves its place to those that do not.
 * @param changed is called when there may be room again
 */
export function createHands(handler: JobHandler, changed: () => void): Hands {
  const held = new Map<string, number>()
  const all = new Set<Promise<void>>()
  let quick = 0
  let slow = 0

  const take: Hands['take'] = (jobs, work) => {
    const lanes = [...new Set(jobs.flatMap((job) => job.lane ?? []))]
    hold(held, lanes, 1)
    quick += 1
    let isSlow = false
    const giveUp = () => {
      if (slow >= handler.slowConcurrency) return
      isSlow = true
      quick -= 1
      slow += 1
      changed()
    }
    const timer = handler.slowConcurrency > 0 ? setTimeout(giveUp, handler.patienceMs) : undefined
    const done = work.finally(() => {
      clearTimeout(timer)
      if (isSlow) slow -= 1
      else quick -= 1
      hold(held, lanes, -1)
      all.delete(done)
      changed()
    })
    all.add(done)
  }
  return {
    take,
    free: () => Math.max(0, handler.concurrency - quick),
    lanes() {
      const closed = new Set<string>()
      const bounds = new Map<string, number>()
      for (const [lane, count] of held) {
        if (count >= handler.perLane) closed.add(lane)
        else if (Number.isFinite(handler.perLane)) bounds.set(lane, handler.perLane - count)
      }
      const isFull = handler.slowConcurrency > 0 && slow >= handler.slowConcurrency
      for (const lane of [...handler.laneState().slow].slice(0, maxSlowLanes)) {
        if (isFull || held.has(lane)) closed.add(lane)
        else bounds.set(lane, 1)
      }
      return { closed: [...closed], bounds }
    },
    async empty() {
      await Promise.all(all)
    },
  }
}

/** What a claim can be told of without being slowed down itself. */
const maxSlowLanes = 1000

/** Counts batches, not jobs: those of a batch are in one pair of hands. */
function hold(held: Map<string, number>, lanes: readonly string[], by: number): void {
  for (const lane of lanes) {
    const count = (held.get(lane) ?? 0) + by
    if (count > 0) held.set(lane, count)
    else held.delete(lane)
  }
}
