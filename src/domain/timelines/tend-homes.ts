import { putToSleep, selectReaders, shortenHomes } from './dormant-store.ts'
import { forgetHomes, type HotPages } from './list-hot.ts'
import type { TimelinesNeeds } from './needs.ts'
import { homeLength } from './wake-home.ts'

/** A home that nobody has read for so long is no longer filled. */
const idleMs = 30 * 86_400_000
const batchSize = 200

/**
 * Shortens the homes of this server, and lets those sleep whose account was idle for a month. Several processes may do
 * it together.
 * @returns how many rows went
 */
export const tendHomes =
  (needs: Pick<TimelinesNeeds, 'db' | 'clock'>, hot: HotPages) => async (): Promise<number> => {
    const idleSince = new Date(needs.clock.now() - idleMs)
    let gone = 0
    for (let afterId = '0'; ; ) {
      const readers = await selectReaders(needs.db.sql, { afterId, limit: batchSize, idleSince })
      const last = readers.at(-1)
      if (!last) break
      afterId = last.accountId
      const idle = readers.filter((reader) => reader.isIdle).map((reader) => reader.accountId)
      const awake = readers.filter((reader) => !reader.isIdle).map((reader) => reader.accountId)
      gone += await shortenHomes(needs.db.sql, awake, homeLength)
      gone += await needs.db.transact(async (tx) => {
        forgetHomes(hot, tx, idle)
        return putToSleep(tx.sql, idle)
      })
    }
    return gone
  }
