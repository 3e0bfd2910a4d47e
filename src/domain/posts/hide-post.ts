import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { postHidden } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { PostId } from './post.ts'
import { lockPost, selectMentions, updateToPrivate } from './post-store.ts'

/**
 * Leaves an own post to its author alone. Other servers are told that it is gone: what they have copied is theirs to
 * delete, and it cannot come back there under the same id.
 * @returns false when there is no such post, or when nobody else could see it anyway.
 */
export const hidePost =
  (needs: PostsInside) =>
  async (tx: Transaction, postId: PostId, authorId: AccountId): Promise<boolean> => {
    const post = await lockPost(tx.sql, postId)
    if (!post?.local || post.accountId !== authorId || post.boostOfId) return false
    const mentions = await selectMentions(tx.sql, [post.id])
    if (post.visibility === 'direct' && mentions.length === 0) return false
    await updateToPrivate(tx.sql, post.id)
    tx.forget(() => needs.views.forget(post.id))
    const fact = factOf(post)
    const mentionedIds = mentions.map((mention) => mention.accountId)
    const data = {
      ...fact.data,
      uri: null,
      mentionedIds,
      ...(post.footer !== '' && { hasFooter: true as const }),
    }
    await needs.announce(tx, postHidden, { ...fact, data })
    return true
  }
