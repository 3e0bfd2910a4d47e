import type { PostView } from '#domain/posts/index.ts'
import { isSameList, type PresentedAccount } from './present-account.ts'
import { type Layer, presentShared, type SharedSources } from './present-status.ts'

export type SharedStatus = ReturnType<typeof presentShared>

interface Rendered {
  readonly sources: SharedSources
  readonly entities: Map<Layer, SharedStatus>
  readonly bytes: Map<Layer, Buffer>
}

/**
 * Renders the shared part of a post once for each layer. The rooms' caches hand out the same object as long as a row
 * has not changed, so sources of the same identity give the same bytes, and a post that its room has forgotten takes
 * its bytes along: there is nothing to invalidate here.
 */
export function rememberShared(origin: string) {
  const known = new WeakMap<PostView, Rendered>()
  const accounts = new WeakMap<PresentedAccount, Buffer>()
  const find = (sources: SharedSources): Rendered => {
    const before = known.get(sources.view)
    if (before && isSame(before.sources, sources)) return before
    const rendered: Rendered = { sources, entities: new Map(), bytes: new Map() }
    known.set(sources.view, rendered)
    return rendered
  }
  const entityOf = (layer: Layer, sources: SharedSources): SharedStatus =>
    remember(find(sources).entities, layer, () => presentShared(origin, layer, sources))
  return {
    origin,
    entityOf,
    /** The members of the entity as JSON: its beginning, up to the account. */
    beginningOf: (layer: Layer, sources: SharedSources): Buffer =>
      remember(find(sources).bytes, layer, () => {
        const text = JSON.stringify(presentShared(origin, layer, sources))
        return toBytes(`${text.slice(0, -1)},"account":`)
      }),
    accountBytes: (account: PresentedAccount): Buffer =>
      remember(accounts, account, () => toBytes(JSON.stringify(account))),
  }
}

/** Outside of the heap, and in no block that is shared with what lives longer. */
export function toBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

function isSame(a: SharedSources, b: SharedSources): boolean {
  return (
    a.checkin === b.checkin &&
    a.tip === b.tip &&
    a.username === b.username &&
    a.card === b.card &&
    a.cardAuthor === b.cardAuthor &&
    isSameList(a.mentioned, b.mentioned) &&
    isSameList(a.emojis, b.emojis)
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
