import type { Clock } from '#platform/clock/index.ts'
import { createBatchCache } from './batch-cache.ts'
import type { Shared } from './share-forgetting.ts'

/** Remembers rows of which most keys have none: that, too, is remembered for a short time. */
export interface SparseCache<Key extends string, Value> {
  /** @returns those that there are */
  findAll(
    keys: Iterable<Key>,
    loadMissing: (missing: Key[]) => Promise<ReadonlyMap<Key, Value>>,
  ): Promise<Map<Key, Value>>
  /** Remembers that a key has none, because the caller has just written and committed what it would belong to. */
  keepNone(key: Key): void
  /** To be called after the commit of a change; answers on their way are not remembered. */
  forget(key: Key): void
}

/** As {@link createBatchCache}. */
export function createSparseCache<Key extends string, Value>(options: {
  readonly clock: Clock
  readonly ttlMs: number
  readonly max: number
  readonly shared?: Shared | undefined
}): SparseCache<Key, Value> {
  const rows = createBatchCache<Key, { readonly value: Value | undefined }>(options)
  return {
    async findAll(keys, loadMissing) {
      const found = await rows.getAll([...new Set(keys)], async (missing) => {
        const loaded = await loadMissing(missing)
        return new Map(missing.map((key) => [key, { value: loaded.get(key) }]))
      })
      const there = new Map<Key, Value>()
      for (const [key, { value }] of found) if (value !== undefined) there.set(key, value)
      return there
    },
    keepNone: (key) => rows.keep(key, { value: undefined }),
    forget: (key) => rows.forget(key),
  }
}
