import type { Transaction } from '#platform/db/index.ts'
import { postEdited } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { PostId } from './post.ts'
import { lockPost, updateFooter } from './post-store.ts'

/**
 * Changes the line below a post's text, without an edit in its history: what the line said before is to be forgotten.
 * Other servers get an Update.
 * @returns false when there is no such post of this server.
 */
export const refreshFooter =
  (needs: PostsInside) =>
  async (tx: Transaction, postId: PostId, footer: string): Promise<boolean> => {
    const post = await lockPost(tx.sql, postId)
    if (!post?.local) return false
    await updateFooter(tx.sql, post.id, footer, new Date(needs.clock.now()))
    tx.forget(() => needs.views.forget(post.id))
    const fact = factOf(post)
    await needs.announce(tx, postEdited, { ...fact, data: { ...fact.data, quiet: true } })
    return true
  }
