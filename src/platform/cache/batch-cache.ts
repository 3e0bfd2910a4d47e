import type { Clock } from '#platform/clock/index.ts'
import { createBoundedMap } from './bounded-map.ts'
import { type Shared, shareForgetting } from './share-forgetting.ts'

/** Remembers rows by id for a short time and asks for all that are missing at once. Absent rows are not remembered. */
export interface BatchCache<Key extends string, Value extends object> {
  getAll(
    keys: readonly Key[],
    loadMissing: (missing: Key[]) => Promise<ReadonlyMap<Key, Value>>,
  ): Promise<Map<Key, Value>>
  /** Remembers what the caller has just written and committed, so that nobody need ask. */
  keep(key: Key, value: Value): void
  /** To be called after the commit of a change; answers on their way are not remembered. */
  forget(key: Key): void
  forgetAll(): void
}

/**
 * @param options.ttlMs how long a row is remembered
 * @param options.shared lets the processes on a database forget together
 */
export function createBatchCache<Key extends string, Value extends object>(options: {
  readonly clock: Clock
  readonly ttlMs: number
  readonly max: number
  readonly shared?: Shared | undefined
}): BatchCache<Key, Value> {
  const rows = createBoundedMap<Key, { value: Value; until: number }>(options.max)
  /** Counts forgettings: what was loaded before one may be older than the change it was for. */
  let changes = 0
  let lastForAll = 0
  const lastChange = createBoundedMap<Key, number>(10_000)
  const shared = shareForgetting<Key>(options.shared, {
    forget(key) {
      changes += 1
      lastChange.set(key, changes)
      rows.delete(key)
    },
    forgetAll() {
      changes += 1
      lastForAll = changes
      rows.clear()
    },
  })
  return {
    async getAll(keys, loadMissing) {
      const found = new Map<Key, Value>()
      const missing: Key[] = []
      const now = options.clock.now()
      for (const key of keys) {
        const row = rows.get(key)
        if (row && row.until > now) found.set(key, row.value)
        else missing.push(key)
      }
      if (missing.length === 0) return found
      const before = changes
      for (const [key, value] of await loadMissing(missing)) {
        found.set(key, value)
        if (Math.max(lastChange.get(key) ?? 0, lastForAll) <= before)
          rows.set(key, { value, until: now + options.ttlMs })
      }
      return found
    },
    keep(key, value) {
      rows.set(key, { value, until: options.clock.now() + options.ttlMs })
    },
    forget: shared.forget,
    forgetAll: shared.forgetAll,
  }
}
