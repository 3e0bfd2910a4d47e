import type { AccountId } from '#domain/accounts/index.ts'
import { postPolicyChanged } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { lockPost, updateQuotePolicy } from './post-store.ts'
import { type OwnQuotePolicy, ownQuotePolicy } from './quote-policy.ts'

/**
 * Changes who may quote an own post from now on; quotes that there are stay.
 * @returns the post, or undefined when there is none of one's own
 */
export const setQuotePolicy =
  (needs: PostsInside) =>
  async (accountId: AccountId, postId: PostId, chosen: OwnQuotePolicy): Promise<Post | undefined> =>
    needs.db.transact(async (tx) => {
      const post = await lockPost(tx.sql, postId)
      if (!post?.local || post.accountId !== accountId || post.boostOfId) return undefined
      const quotePolicy = ownQuotePolicy(chosen, post.visibility)
      if (quotePolicy === post.quotePolicy) return post
      await updateQuotePolicy(tx.sql, post.id, quotePolicy)
      tx.forget(() => needs.views.forget(post.id))
      await needs.announce(tx, postPolicyChanged, factOf(post))
      return { ...post, quotePolicy }
    })

/** The same for a post of another server, as its document says; told to nobody. */
export const receiveQuotePolicy =
  (needs: PostsInside) =>
  async (post: Post, quotePolicy: number): Promise<void> => {
    if (post.local || post.quotePolicy === quotePolicy) return
    await updateQuotePolicy(needs.db.sql, post.id, quotePolicy)
    needs.views.forget(post.id)
  }
