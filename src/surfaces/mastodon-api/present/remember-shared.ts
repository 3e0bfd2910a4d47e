import type { PostView } from '#domain/posts/index.ts'
import type { PresentedAccount } from './present-account.ts'
import { type Layer, presentShared, type SharedSources } from './present-status.ts'

export type SharedStatus = ReturnType<typeof presentShared>

interface Rendered {
  readonly sources: SharedSources
  readonly entities: Map<Layer, SharedStatus>
  readonly texts: Map<Layer, string>
}

/**
 * Renders the shared part of a post once for each layer. The rooms' caches hand out the same object as long as a row
 * has not changed, so sources of the same identity give the same text, and a post that its room has forgotten takes
 * its texts along: there is nothing to invalidate here.
 */
export function rememberShared(origin: string) {
  const known = new WeakMap<PostView, Rendered>()
  const accounts = new WeakMap<PresentedAccount, string>()
  const find = (sources: SharedSources): Rendered => {
    const before = known.get(sources.view)
    if (before && isSame(before.sources, sources)) return before
    const rendered: Rendered = { sources, entities: new Map(), texts: new Map() }
    known.set(sources.view, rendered)
    return rendered
  }
  const entityOf = (layer: Layer, sources: SharedSources): SharedStatus =>
    remember(find(sources).entities, layer, () => presentShared(origin, layer, sources))
  return {
    entityOf,
    /** The members of the entity as JSON, without the braces. */
    textOf: (layer: Layer, sources: SharedSources): string =>
      remember(find(sources).texts, layer, () =>
        JSON.stringify(presentShared(origin, layer, sources)).slice(1, -1),
      ),
    /** An account as JSON. */
    accountText: (account: PresentedAccount): string =>
      remember(accounts, account, () => JSON.stringify(account)),
  }
}

function isSame(a: SharedSources, b: SharedSources): boolean {
  return (
    a.checkin === b.checkin &&
    a.username === b.username &&
    a.mentioned.length === b.mentioned.length &&
    a.mentioned.every((account, index) => account === b.mentioned[index])
  )
}

function remember<Key extends WeakKey | string, Value>(
  known: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const before = known.get(key)
  if (before !== undefined) return before
  const value = make()
  known.set(key, value)
  return value
}
