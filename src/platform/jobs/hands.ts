import type { Job, JobHandler } from './job.ts'

/** What one process has in hand of one kind of job, and what it may take. */
export interface Hands {
  /** How many more batches may begin; none before it is worth looking for them. */
  free(): number
  /** Lanes that take nothing now, lanes that take so many jobs at most, and how many all others take. */
  lanes(): { closed: string[]; bounds: Map<string, number>; others: number }
  take(jobs: readonly Job<never>[], work: Promise<void>): void
  /** Waits for all that is in hand. */
  empty(): Promise<void>
}

/**
 * Counts batches: those that are done as quickly as usual against `concurrency`, those that take longer than
 * `patienceMs` against `slowConcurrency`. So what waits for a slow other end leaves its place to those that do not. Where
 * there is a bound for slow ones, a lane gets one job at a time until one has been done quickly: of a hundred hosts that
 * nobody knows to be slow yet, four jobs each would take all places.
 * @param changed is called when there may be room again
 */
export function createHands(handler: JobHandler, changed: () => void): Hands {
  const held = new Map<string, number>()
  const all = new Set<Promise<void>>()
  const tells = handler.slowConcurrency > 0
  const proven = createProvenLanes()
  // Of places that are soon free again, a few at a time: each look passes all lanes.
  const worth = tells ? Math.ceil(handler.concurrency / 4) : 1
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
    const startedAt = performance.now()
    const timer = tells ? setTimeout(giveUp, handler.patienceMs) : undefined
    const done = work.finally(() => {
      clearTimeout(timer)
      const now = performance.now()
      if (tells) for (const lane of lanes) proven.note(lane, now - startedAt < handler.patienceMs, now)
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
    free() {
      const free = handler.concurrency - quick
      return free >= worth ? free : 0
    },
    lanes() {
      const closed = new Set<string>()
      const bounds = new Map<string, number>()
      const perLane = tells ? Math.min(handler.perLane, handler.concurrency) : handler.perLane
      const most = (lane: string) => (!tells || proven.has(lane) ? perLane : 1)
      if (tells) for (const lane of proven.list(performance.now())) bounds.set(lane, perLane)
      for (const [lane, count] of held) {
        if (count >= most(lane)) closed.add(lane)
        else if (Number.isFinite(most(lane))) bounds.set(lane, most(lane) - count)
      }
      const isFull = handler.slowConcurrency > 0 && slow >= handler.slowConcurrency
      for (const lane of [...handler.laneState().slow].slice(0, maxLanes)) {
        if (isFull || held.has(lane)) closed.add(lane)
        else bounds.set(lane, 1)
      }
      return { closed: [...closed], bounds, others: tells ? 1 : perLane }
    },
    async empty() {
      await Promise.all(all)
    },
  }
}

/** What a claim can be told of without being slowed down itself. */
const maxLanes = 1000

const provenForMs = 30_000

/** Lanes of which the last job was done quickly, and lately. */
function createProvenLanes() {
  const since = new Map<string, number>()
  return {
    note(lane: string, isQuick: boolean, now: number) {
      since.delete(lane)
      if (isQuick) since.set(lane, now)
    },
    has: (lane: string) => since.has(lane),
    list(now: number): Iterable<string> {
      for (const [lane, at] of since) {
        if (now - at < provenForMs && since.size <= maxLanes) break
        since.delete(lane)
      }
      return since.keys()
    },
  }
}

/** Counts batches, not jobs: those of a batch are in one pair of hands. */
function hold(held: Map<string, number>, lanes: readonly string[], by: number): void {
  for (const lane of lanes) {
    const count = (held.get(lane) ?? 0) + by
    if (count > 0) held.set(lane, count)
    else held.delete(lane)
  }
}
