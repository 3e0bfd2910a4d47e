import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { PostsInside } from './needs.ts'
import type { PostCounters, PostId, PostMarks } from './post.ts'
import { type MarkKey, markKey } from './post-caches.ts'
import { addToPostCounters, selectCounters, selectMarks } from './reaction-store.ts'

export interface PostOverlay extends PostCounters, PostMarks {
  readonly postId: PostId
}

export const noMarks: PostMarks = {
  liked: false,
  reaction: null,
  boosted: false,
  bookmarked: false,
  pinned: false,
  muted: false,
}
export const noCounters: PostCounters = { replies: 0, boosts: 0, likes: 0, quotes: 0, reactions: [] }

/** Counters and the viewer's own marks of a list: two queries for any number, none for what was read a moment ago. */
export const findOverlays =
  (needs: Pick<PostsInside, 'db' | 'counters' | 'marks'>) =>
  async (
    ids: readonly PostId[],
    viewerId: AccountId | undefined,
  ): Promise<ReadonlyMap<PostId, PostOverlay>> => {
    const unique = [...new Set(ids)]
    const [counters, marks] = await Promise.all([
      needs.counters.getAll(unique, async (missing) => {
        const rows = await selectCounters(needs.db.sql, missing)
        return fillIn(missing, rows, noCounters)
      }),
      viewerId === undefined ? undefined : findMarks(needs, unique, viewerId),
    ])
    return new Map(unique.map((postId) => [postId, overlayOf(postId, counters.get(postId), marks?.(postId))]))
  }

const overlays = new WeakMap<PostCounters | PostMarks, { counters: PostCounters; overlay: PostOverlay }>()

/** The same object for the same counters and marks: what was rendered of it once need not be rendered again. */
function overlayOf(
  postId: PostId,
  counters: PostCounters = noCounters,
  marks: PostMarks = noMarks,
): PostOverlay {
  const own = marks === noMarks ? counters : marks
  const before = overlays.get(own)
  if (before?.counters === counters && before.overlay.postId === postId) return before.overlay
  const overlay = { postId, ...counters, ...marks }
  overlays.set(own, { counters, overlay })
  return overlay
}

async function findMarks(
  needs: Pick<PostsInside, 'db' | 'marks'>,
  ids: readonly PostId[],
  viewerId: AccountId,
): Promise<(id: PostId) => PostMarks | undefined> {
  const keys = ids.map((id) => markKey(viewerId, id))
  const found = await needs.marks.getAll(keys, async (missing) => {
    const asked = missing.map((key) => key.slice(viewerId.length + 1) as PostId)
    const marks = fillIn(asked, await selectMarks(needs.db.sql, asked, viewerId), noMarks)
    return new Map(asked.map((id): [MarkKey, PostMarks] => [markKey(viewerId, id), marks.get(id) ?? noMarks]))
  })
  return (id) => found.get(markKey(viewerId, id))
}

/** That there is nothing is worth remembering, too: most posts have no likes. Each gets an object of its own. */
function fillIn<Value>(
  ids: readonly PostId[],
  rows: readonly (Value & { readonly postId: PostId })[],
  nothing: Value,
): Map<PostId, Value> {
  const found = new Map<PostId, Value>(ids.map((id) => [id, { ...nothing }]))
  for (const { postId, ...value } of rows) found.set(postId, value as unknown as Value)
  return found
}

/** Counts in the transaction of the act. */
export async function countOn(
  needs: Pick<PostsInside, 'counters'>,
  tx: Transaction,
  postId: PostId,
  by: Parameters<typeof addToPostCounters>[2],
): Promise<void> {
  tx.forget(() => needs.counters.forget(postId))
  await addToPostCounters(tx.sql, postId, by)
}

/** To be called in the transaction that sets or takes a mark. */
export function forgetMark(
  needs: Pick<PostsInside, 'marks'>,
  tx: Transaction,
  accountId: AccountId,
  postId: PostId,
): void {
  tx.forget(() => needs.marks.forget(markKey(accountId, postId)))
}
