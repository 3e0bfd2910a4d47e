/** A map that holds at most `max` entries and lets go first of what was not used for long. */
export interface BoundedMap<Key, Value> {
  get(key: Key): Value | undefined
  /** Without counting as a use. */
  peek(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
  clear(): void
}

/**
 * Two generations: what is used moves into the young one, and when that is half of the bound, the old one goes as a
 * whole. Nothing is allocated ahead (a list of recent use for 20,000 entries takes half a megabyte before the first),
 * and a hit costs one look-up.
 */
export function createBoundedMap<Key, Value>(max: number): BoundedMap<Key, Value> {
  const half = Math.max(1, Math.floor(max / 2))
  let young = new Map<Key, Value>()
  let old = new Map<Key, Value>()
  const set = (key: Key, value: Value) => {
    if (young.size >= half && !young.has(key)) {
      old = young
      young = new Map()
    }
    young.set(key, value)
  }
  return {
    get(key) {
      const found = young.get(key)
      if (found !== undefined) return found
      const aged = old.get(key)
      if (aged === undefined) return undefined
      old.delete(key)
      set(key, aged)
      return aged
    },
    peek: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      old.delete(key)
      set(key, value)
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
    clear() {
      young = new Map()
      old = new Map()
    },
  }
}
