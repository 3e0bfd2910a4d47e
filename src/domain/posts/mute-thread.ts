import type { AccountId } from '#domain/accounts/index.ts'
import { forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import type { PostsInside } from './needs.ts'
import { deleteThreadMute, insertThreadMute } from './pin-store.ts'
import type { Post, PostId } from './post.ts'
import { listThread } from './post-list-store.ts'

/**
 * Hears no more of a thread: its posts stay visible, but tell nothing any more.
 * @returns the post, or undefined when there is none that the account may see
 */
export const muteThread = (needs: PostsInside) => changeMute(needs, insertThreadMute)

export const unmuteThread = (needs: PostsInside) => changeMute(needs, deleteThreadMute)

/** Marks of a longer thread run out by themselves. */
const maxForgotten = 1000

function changeMute(needs: PostsInside, change: typeof insertThreadMute) {
  return async (accountId: AccountId, postId: PostId): Promise<Post | undefined> => {
    const seen = await findVisible(needs, accountId, postId)
    const post = seen?.boostOfId ? await findVisible(needs, accountId, seen.boostOfId) : seen
    if (!post) return undefined
    const threadId = post.threadId ?? post.id
    await needs.db.transact(async (tx) => {
      await change(tx.sql, accountId, threadId)
      const thread = await listThread(tx.sql, threadId, maxForgotten)
      for (const id of [threadId, ...thread.map((one) => one.id)]) forgetMark(needs, tx, accountId, id)
    })
    return post
  }
}
