import { postDeleted } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { PollsInside } from './needs.ts'
import { deletePolls } from './poll-store.ts'

/** A deleted post's poll goes with it. */
export const onPosts = (needs: PollsInside): readonly Reaction[] => [
  on(postDeleted, async (events, tx) => {
    const ids = events.map(({ data }) => data.postId)
    await deletePolls(tx.sql, ids)
    for (const id of ids) tx.forget(() => needs.known.forget(id))
  }),
]
