import { LRUCache } from 'lru-cache'
import type { Pool } from 'undici'

/** The sockets to every host that was asked lately. Disposing waits for the requests that are under way. */
export interface Pools extends AsyncDisposable {
  of(origin: string): Pool
}

/**
 * Keeps the pools of so many origins: a fan-out to ten thousand hosts leaves no ten thousand of them behind. One that
 * has to go ends the requests that it has, and takes no more.
 */
export function openPools(max: number, open: (origin: string) => Pool): Pools {
  const closing = new Set<Promise<void>>()
  const pools = new LRUCache<string, Pool>({
    max,
    dispose(pool) {
      const closed = pool.close().finally(() => closing.delete(closed))
      closing.add(closed)
    },
  })
  return {
    of(origin) {
      const kept = pools.get(origin)
      if (kept) return kept
      const opened = open(origin)
      pools.set(origin, opened)
      return opened
    },
    async [Symbol.asyncDispose]() {
      pools.clear()
      await Promise.all(closing)
    },
  }
}
