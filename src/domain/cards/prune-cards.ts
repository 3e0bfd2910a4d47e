import { deleteOldCards } from './card-store.ts'
import type { CardsInside } from './needs.ts'

/** As long as Mastodon keeps the pictures of cards by default. */
const keptForMs = 180 * 24 * 3600 * 1000
const atOnce = 500
const batches = 20

/** Deletes cards that were fetched half a year ago, with their pictures; at most 10,000 a call. @returns how many */
export const pruneCards =
  ({ clock, db, known, storage }: CardsInside) =>
  async (): Promise<number> => {
    const before = new Date(clock.now() - keptForMs)
    let pruned = 0
    for (let batch = 0; batch < batches; batch++) {
      const gone = await deleteOldCards(db.sql, before, atOnce)
      for (const { url, imageKey } of gone) {
        known.forget(url)
        if (imageKey) await storage.remove(imageKey)
      }
      pruned += gone.length
      if (gone.length < atOnce) break
    }
    return pruned
  }
