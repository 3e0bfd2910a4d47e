import type { PostOverlay } from '#domain/posts/index.ts'
import { presentForViewer, type ViewerFacts } from './present-status.ts'
import { toBytes } from './remember-shared.ts'

interface Rendered {
  readonly facts: ViewerFacts
  readonly bytes: Buffer
}

/**
 * Renders the viewer's part again only when one of its facts is another value or object than at the last time: whatever
 * is added to `ViewerFacts` is compared, too. Hangs on the overlay, which is one viewer's look at one post.
 */
export function rememberForViewer(origin: string) {
  const known = new WeakMap<PostOverlay, Rendered>()
  /** The members as JSON, after the account and up to the boosted status. */
  return (facts: ViewerFacts): Buffer => {
    const before = facts.overlay && known.get(facts.overlay)
    if (before && isSame(before.facts, facts)) return before.bytes
    const bytes = toBytes(`,${JSON.stringify(presentForViewer(origin, facts)).slice(1, -1)},"reblog":`)
    if (facts.overlay) known.set(facts.overlay, { facts, bytes })
    return bytes
  }
}

function isSame(a: ViewerFacts, b: ViewerFacts): boolean {
  for (const key in b) if (a[key as keyof ViewerFacts] !== b[key as keyof ViewerFacts]) return false
  return true
}
