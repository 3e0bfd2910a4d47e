import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { deleteApprovals } from './approval-store.ts'
import { postDeleted } from './events.ts'
import { factOf } from './fact-of.ts'
import { countOn, forgetMark } from './find-overlays.ts'
import type { PostsInside } from './needs.ts'
import { deletePins } from './pin-store.ts'
import type { Post, PostId } from './post.ts'
import { listBoostIds } from './post-list-store.ts'
import { insertTombstone, lockPost, markDeleted, selectMentions, selectPosts } from './post-store.ts'
import { tombstoneKey } from './tombstone-key.ts'

/**
 * Deletes a post of `authorId` (R9: by the author only), the boosts of it, and its media. A tombstone stays.
 * @param how.keepMedia for a new draft of the same: they are uploads again, forgotten after a day
 * @returns the post as it was, or undefined when there is none.
 */
export const deletePost =
  (needs: PostsInside) =>
  async (postId: PostId, authorId: AccountId, how: { keepMedia?: boolean } = {}): Promise<Post | undefined> =>
    needs.db.transact(async (tx) => {
      const post = await lockPost(tx.sql, postId)
      if (!post || post.accountId !== authorId) return undefined
      if (how.keepMedia) await needs.media.detachAll(tx, post.id)
      await deleteIn(needs, tx, post)
      return post
    })

export async function deleteIn(needs: PostsInside, tx: Transaction, post: Post): Promise<void> {
  const boosts = post.boostOfId ? [] : await selectPosts(tx.sql, await listBoostIds(tx.sql, post.id))
  const mentions = await selectMentions(tx.sql, [post.id])
  if (post.boostOfId) await countOn(needs, tx, post.boostOfId, { boosts: -1 })
  if (post.replyToId) await countOn(needs, tx, post.replyToId, { replies: -1 })
  if (post.uri) await insertTombstone(tx.sql, tombstoneKey(post.uri, post.accountId))
  await needs.media.deleteOfPosts(tx, [post.id])
  const goneIds = [post, ...boosts].map((gone) => gone.id)
  await deletePins(tx.sql, goneIds)
  await deleteApprovals(tx.sql, goneIds)
  await markDeleted(tx.sql, goneIds)
  for (const gone of [...boosts, post]) {
    tx.forget(() => needs.views.forget(gone.id))
    if (gone.boostOfId) forgetMark(needs, tx, gone.accountId, gone.boostOfId)
    const fact = factOf(gone)
    const mentionedIds = gone.id === post.id ? mentions.map((mention) => mention.accountId) : []
    const hasFooter = gone.footer !== '' && { hasFooter: true as const }
    await needs.announce(tx, postDeleted, {
      ...fact,
      data: { ...fact.data, uri: gone.uri, mentionedIds, ...hasFooter },
    })
  }
}
