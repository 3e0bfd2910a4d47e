import { setTimeout as pause } from 'node:timers/promises'
import { pruneEvents, runConsumers } from '#platform/events/index.ts'
import { runJobs } from '#platform/jobs/index.ts'
import { describeError } from '#platform/log/index.ts'
import type { App } from './compose.ts'

const maintainEveryMs = 3_600_000
const keepEventsDays = 14

/** Runs what stands behind the event log: consumers, jobs, upkeep, and once the gazetteer. */
export async function startWorker(app: App): Promise<AsyncDisposable> {
  const { platform } = app
  const stop = new AbortController()
  await platform.eventLog.listen()
  const consumers = runConsumers(platform, app.consumers)
  const jobs = runJobs(platform, app.jobHandlers)
  const upkeep = [maintain(app, stop.signal), loadGazetteer(app, stop.signal)]
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all([consumers[Symbol.asyncDispose](), jobs[Symbol.asyncDispose](), ...upkeep])
    },
  }
}

/** Several workers may do this at the same time: each step deletes only what nobody needs. */
async function maintain(app: App, signal: AbortSignal): Promise<void> {
  const { platform, rooms, federation } = app
  while (!signal.aborted) {
    await pause(maintainEveryMs * (0.9 + Math.random() * 0.2), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      await pruneEvents(platform.db, keepEventsDays)
      await rooms.media.deleteForgotten()
      await rooms.access.prune()
      await rooms.tags.prune()
      await federation.prune()
    } catch (error) {
      platform.log.warn('Upkeep failed; it is tried again in an hour.', describeError(error))
    }
  }
}

async function loadGazetteer({ platform, rooms }: App, signal: AbortSignal): Promise<void> {
  if (!platform.settings.gazetteer) return
  let told = 0
  try {
    await rooms.places.loadGazetteer({
      signal,
      onProgress(done, total) {
        const percent = Math.floor((done / total) * 100)
        if (percent < told + 10 || total === 0) return
        told = percent
        platform.log.info('Loading the towns of the world.', { percent, done, total })
      },
    })
  } catch (error) {
    platform.log.error('The gazetteer could not be loaded; the next start goes on.', describeError(error))
  }
}
