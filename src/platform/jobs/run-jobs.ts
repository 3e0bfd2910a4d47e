import { setTimeout as sleep } from 'node:timers/promises'
import { createBatcher } from '#platform/batch/index.ts'
import { createBell } from '#platform/bell/index.ts'
import type { Database } from '#platform/db/index.ts'
import { describeError, type Log } from '#platform/log/index.ts'
import { claimJobs } from './claim-store.ts'
import type { JobQueue } from './enqueue.ts'
import { createHands, type Hands } from './hands.ts'
import type { Job, JobHandler } from './job.ts'
import { completeJobs } from './job-store.ts'
import { runBatch } from './run-batch.ts'

interface Needs {
  readonly db: Database
  readonly jobs: JobQueue
  readonly log: Log
}

/** Without news, looks come ever more seldom: what wakes nobody is what becomes due. */
const idlePollMs = { first: 500, longest: 2000 }
/** Claims begin so far apart at least: under load they bring more, and the work for one job grows smaller. */
const paceMs = 10
/** After one that brought nothing: what rang may be of a lane that is in hand. */
const fruitlessPaceMs = 25
/** Every so many claims begin with what is least urgent, so that nothing waits for ever. */
const turnOfTheLast = 8

/** Runs the jobs of every handler until disposed of; disposing lets those in hand end. */
export function runJobs(needs: Needs, handlers: readonly JobHandler[]): AsyncDisposable {
  const stop = new AbortController()
  const loops = handlers.map((handler) => loop(needs, handler, stop.signal))
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function loop(needs: Needs, handler: JobHandler, stop: AbortSignal): Promise<void> {
  using bell = createBell((ring) => needs.jobs.onWake(handler.kind, ring))
  const complete = createBatcher({
    max: 500,
    alone: false,
    run: async (jobs: readonly Job<never>[]) => {
      await completeJobs(needs.db, jobs)
      return jobs
    },
  })
  const hands = createHands(handler, bell.ring)
  const claim = createClaim(needs.db, handler, hands)
  let failures = 0
  let idleMs = idlePollMs.first
  while (!stop.aborted) {
    if (hands.free() === 0) {
      await bell.wait(idlePollMs.first, stop)
      bell.rung()
      continue
    }
    const pause = handler.pause()
    if (pause > 0) {
      await bell.wait(pause, stop, { deaf: true })
      continue
    }
    const startedAt = performance.now()
    try {
      const claimed = await claim()
      failures = 0
      for (const jobs of handler.batch > 1 ? [claimed] : claimed.map((job) => [job])) {
        if (jobs.length > 0) hands.take(jobs, runBatch({ ...needs, complete }, handler, jobs))
      }
      const pace = claimed.length > 0 ? paceMs : fruitlessPaceMs
      await sleep(Math.max(0, pace - (performance.now() - startedAt)))
      if (claimed.length > 0) idleMs = idlePollMs.first
      else {
        await bell.wait(idleMs, stop)
        idleMs = bell.rung() ? idlePollMs.first : Math.min(idleMs * 2, idlePollMs.longest)
      }
    } catch (error) {
      failures += 1
      if (failures === 3)
        needs.log.error('Jobs cannot be fetched; trying on.', { kind: handler.kind, ...describeError(error) })
      await bell.wait(Math.min(100 * 2 ** failures, 5000), stop, { deaf: true })
    }
  }
  await hands.empty()
}

/** Claims what is most urgent first, and within one priority from lane to lane in turn. */
function createClaim(db: Database, handler: JobHandler, hands: Hands): () => Promise<Job<never>[]> {
  const places = new Map<number, string | undefined>()
  let turns = 0
  const claimFrom = async (priority: number, limit: number): Promise<Job<never>[]> => {
    const lanes = hands.lanes()
    const after = places.get(priority)
    const first = await claimJobs(db, handler, { ...lanes, limit, priority, after })
    places.set(priority, first.next)
    if (first.jobs.length > 0 || after === undefined) return first.jobs
    // The end of the lanes was reached with nothing in hand: once around, before calling it empty.
    const again = await claimJobs(db, handler, { ...lanes, limit, priority })
    places.set(priority, again.next)
    return again.jobs
  }
  return async () => {
    turns += 1
    const order = turns % turnOfTheLast === 0 ? handler.priorities.toReversed() : handler.priorities
    const limit = handler.batch > 1 ? handler.batch : hands.free()
    const claimed: Job<never>[] = []
    for (const priority of order) {
      if (claimed.length > 0 && handler.batch > 1) break
      if (claimed.length < limit) claimed.push(...(await claimFrom(priority, limit - claimed.length)))
    }
    return claimed
  }
}
