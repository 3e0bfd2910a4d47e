import { setTimeout as pause } from 'node:timers/promises'
import { pruneEvents } from '#platform/events/index.ts'
import { describeError } from '#platform/log/index.ts'
import type { App } from './compose.ts'

const maintainEveryMs = 3_600_000
const fadeEveryMs = 60_000
/** Processes that have not looked for a minute forget everything, and need no rows of before. */
const pruneChangesEveryMs = 300_000
const keepEventsDays = 14

/** One worker of all has this duty. */
const upkeepDuty = 'upkeep'

/** What is to be done now and then, and once: learning the words of names, loading the gazetteer. */
export async function startUpkeep(app: App): Promise<AsyncDisposable> {
  app.platform.leases.want(upkeepDuty)
  await app.platform.leases.tick()
  const stop = new AbortController()
  const fade = (signal: AbortSignal) => app.rooms.checkins.fadeCheckins(signal)
  const upkeep = [
    refreshTrends(app, stop.signal),
    repeat(app, { everyMs: maintainEveryMs, name: 'upkeep', signal: stop.signal }, () => maintain(app)),
    repeat(app, { everyMs: fadeEveryMs, name: 'fading of check-ins', signal: stop.signal }, fade),
    repeat(app, { everyMs: pruneChangesEveryMs, name: 'pruning of changes', signal: stop.signal }, () =>
      app.platform.db.pruneChanges(),
    ),
    loadGazetteer(app, stop.signal),
  ]
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(upkeep)
    },
  }
}

/** Two workers do no harm where both believe that they have the duty: each step deletes only what nobody needs. */
async function maintain({ platform, rooms, federation }: App): Promise<void> {
  await pruneEvents(platform.db, keepEventsDays)
  await rooms.media.deleteForgotten()
  await rooms.copies.prune()
  await rooms.cards.prune()
  await rooms.takeouts.prune()
  await rooms.emojis.prune()
  await rooms.access.prune()
  await rooms.accounts.pruneKeys()
  await rooms.tags.prune()
  await rooms.timelines.tendHomes()
  await federation.prune()
  await federation.refreshPeers()
  await federation.recheckQuotes()
}

/** Does something again and again, at slightly varying distances, until it is told to stop. */
async function repeat(
  { platform }: App,
  { everyMs, name, signal }: { everyMs: number; name: string; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    await pause(everyMs * (0.9 + Math.random() * 0.2), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    if (!platform.leases.isHeld(upkeepDuty)) continue
    try {
      await work(signal)
    } catch (error) {
      platform.log.warn(`The ${name} failed; it is tried again.`, describeError(error))
    }
  }
}

const trendsEveryMs = 300_000

/** What is popular, every five minutes. */
async function refreshTrends({ platform, rooms }: App, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (platform.leases.isHeld(upkeepDuty)) await rooms.trends.refresh()
    } catch (error) {
      platform.log.warn('Trends could not be computed; the next turn tries again.', describeError(error))
    }
    await pause(trendsEveryMs * (0.9 + Math.random() * 0.2), undefined, { signal }).catch(() => undefined)
  }
}

async function loadGazetteer({ platform, rooms }: App, signal: AbortSignal): Promise<void> {
  let told = 0
  try {
    await rooms.places.learnWords()
    if (!platform.settings.gazetteer || signal.aborted) return
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
