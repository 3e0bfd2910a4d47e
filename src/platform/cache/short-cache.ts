import type { Clock } from '#platform/clock/index.ts'
import { createBoundedMap } from './bounded-map.ts'
import { type Shared, shareForgetting } from './share-forgetting.ts'

/** Remembers answers for a short time; nothing found and failures are not remembered. */
export interface ShortCache<Key, Value> {
  /** The remembered answer, or that of `load`, which concurrent callers share. */
  get(key: Key, load: () => Promise<Value | undefined>): Promise<Value | undefined>
  /** To be called after the commit of a change; an answer on its way is forgotten, too. */
  forget(key: Key): void
  forgetAll(): void
}

interface Entry<Value> {
  readonly answer: Promise<Value | undefined>
  readonly until: number
}

/**
 * @param ttlMs how old an answer may be, counted from the asking, in milliseconds
 * @param shared lets the processes on a database forget together
 * @param max how many answers are kept; the least recently used goes first
 */
export function createShortCache<Key extends string, Value>(options: {
  clock: Clock
  ttlMs: number
  max: number
  shared?: Shared | undefined
}): ShortCache<Key, Value> {
  const entries = createBoundedMap<Key, Entry<Value>>(options.max)
  const shared = shareForgetting<Key>(options.shared, {
    forget: entries.delete,
    forgetAll: () => entries.clear(),
  })
  return {
    get(key, load) {
      const now = options.clock.now()
      const kept = entries.get(key)
      if (kept && kept.until > now) return kept.answer
      const entry: Entry<Value> = { answer: load(), until: now + options.ttlMs }
      entries.set(key, entry)
      const drop = () => {
        if (entries.peek(key) === entry) entries.delete(key)
      }
      entry.answer.then((value) => value === undefined && drop(), drop)
      return entry.answer
    },
    ...shared,
  }
}
