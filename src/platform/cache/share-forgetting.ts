import { all, type Changes, type Forget } from '#platform/db/index.ts'

/** How caches of several processes forget together. */
export interface Shared {
  readonly changes: Changes
  /** The same in every process, and of one cache in each, e.g. `accounts`. */
  readonly kind: string
  /** Kinds of the same keys whose changes concern this cache, too. */
  readonly alsoOn?: readonly string[]
  /** Keys that must not leave the process (tokens): others forget everything of the kind instead. */
  readonly secretKeys?: boolean
}

interface Forgetting<Key extends string> {
  readonly forget: (key: Key) => void
  readonly forgetAll: () => void
}

/** @returns forgetting that others hear of */
export function shareForgetting<Key extends string>(
  shared: Shared | undefined,
  here: Forgetting<Key>,
): Forgetting<Key> {
  if (!shared) return here
  const { changes, kind } = shared
  const hear: Forget = (keys) => {
    if (keys === all) here.forgetAll()
    else for (const key of keys) here.forget(key as Key)
  }
  for (const heard of [kind, ...(shared.alsoOn ?? [])]) changes.watch(heard, hear)
  return {
    forget(key) {
      here.forget(key)
      changes.tell(kind, shared.secretKeys ? all : key, hear)
    },
    forgetAll() {
      here.forgetAll()
      changes.tell(kind, all, hear)
    },
  }
}
