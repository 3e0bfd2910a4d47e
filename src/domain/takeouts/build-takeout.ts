import { writeArchive } from '#platform/archives/index.ts'
import { defineJob, handleJobs, type JobHandler } from '#platform/jobs/index.ts'
import { newStorageKey } from '#platform/storage/index.ts'
import type { TakeoutsNeeds } from './needs.ts'
import type { Takeout, TakeoutId } from './takeout.ts'
import { deleteTakeouts, selectBefore, selectTakeout, updateTakeout } from './takeout-store.ts'

export const buildTakeout = defineJob<{ id: TakeoutId }>('build-takeout')

const timeoutMs = 20 * 60_000
const maxAttempts = 3
/** So often it is written down how far it is. */
const tellMs = 1000
/** Every post is read twice: for what it says, and for its files. */
const readings = 2

/** Writes an archive whole, or begins anew: what was interrupted has left nothing that anybody is given. */
export const handleBuilding = (needs: TakeoutsNeeds): JobHandler =>
  handleJobs(buildTakeout, { concurrency: 1, timeoutMs, maxAttempts }, async (jobs, signal) => {
    for (const { payload, attempt } of jobs) {
      try {
        await build(needs, payload.id, signal)
      } catch (error) {
        if (attempt >= maxAttempts)
          await updateTakeout(needs.db.sql, payload.id, { state: 'failed', endedAt: now(needs) })
        throw error
      }
    }
  })

async function build(needs: TakeoutsNeeds, id: TakeoutId, signal: AbortSignal): Promise<void> {
  const takeout = await selectTakeout(needs.db.sql, id)
  if (!takeout || takeout.state === 'done' || takeout.state === 'failed') return
  const account = await needs.accounts.findAccount(takeout.accountId)
  if (!account || account.deletedAt) return
  const posts = (await needs.accounts.findCounters([account.id])).get(account.id)?.posts ?? 0
  await updateTakeout(needs.db.sql, id, { state: 'working', done: 0, total: posts * readings })
  const storageKey = newStorageKey('application/zip')
  const progress = tellProgress(needs, id)
  try {
    const pieces = writeArchive(needs.takeoutFiles(account, progress.step), signal)
    const size = await needs.storage.put(storageKey, pieces, { contentType: 'application/zip' })
    await progress.end()
    const kept = await updateTakeout(needs.db.sql, id, {
      state: 'done',
      size,
      storageKey,
      endedAt: now(needs),
    })
    if (!kept) await needs.storage.remove(storageKey)
    else await forget(needs, await selectBefore(needs.db.sql, takeout))
  } catch (error) {
    await needs.storage.remove(storageKey).catch(() => undefined)
    throw error
  }
}

/** Removes archives with their files: the file first, lest it be left without a row that knows of it. */
export async function forget(needs: TakeoutsNeeds, takeouts: readonly Takeout[]): Promise<void> {
  for (const { storageKey } of takeouts) if (storageKey) await needs.storage.remove(storageKey)
  if (takeouts.length > 0)
    await deleteTakeouts(
      needs.db.sql,
      takeouts.map(({ id }) => id),
    )
}

function tellProgress(needs: TakeoutsNeeds, id: TakeoutId) {
  let done = 0
  let told = performance.now()
  let telling: Promise<unknown> = Promise.resolve()
  return {
    step() {
      done += 1
      if (performance.now() - told < tellMs) return
      told = performance.now()
      const far = done
      // How far it is may be told late, or not at all: the archive does not hang on it.
      telling = telling.then(() => updateTakeout(needs.db.sql, id, { done: far })).catch(() => undefined)
    },
    async end() {
      await telling
      await updateTakeout(needs.db.sql, id, { done, total: done })
    },
  }
}

function now(needs: TakeoutsNeeds): Date {
  return new Date(needs.clock.now())
}
