import type { AccountId } from '#domain/accounts/index.ts'
import { saveApproval } from './approval-store.ts'
import { postApproved } from './events.ts'
import { factOf } from './fact-of.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { lockPost, type Runner, selectPosts } from './post-store.ts'

/** Where somebody said that an answer or a boost is welcome. */
interface Approval {
  readonly postId: PostId
  /** Who said so: counts only of the author of what is answered or boosted. */
  readonly by: AccountId
  readonly uri: string
}

/**
 * The author of a post elsewhere, who decides upon each answer and boost, agrees to one of somebody here.
 * @returns whether that is news
 */
export const takeApproval =
  (needs: PostsInside) =>
  async ({ postId, by, uri }: Approval): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const post = await lockPost(tx.sql, postId)
      if (!post?.local || (await findAnswered(tx.sql, post)) !== by) return false
      if (!(await saveApproval(tx.sql, post.id, uri))) return false
      await needs.announce(tx, postApproved, factOf(post))
      return true
    })

async function findAnswered(sql: Runner, post: Post): Promise<AccountId | null | undefined> {
  if (post.boostOfId === null) return post.replyToAccountId
  return (await selectPosts(sql, [post.boostOfId]))[0]?.accountId
}
