import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { selectByPosts } from './checkin-store.ts'
import { selectNamings } from './companion-store.ts'
import { askCompanions, maxCompanions, mayAsk } from './companions.ts'
import type { CheckinsNeeds } from './needs.ts'

/** Somebody elsewhere asks whether a check-in of theirs may name somebody here. */
export interface RemoteAsk {
  readonly postId: PostId
  readonly authorId: AccountId
  readonly companionId: AccountId
  /** The id of the question. */
  readonly uri: string
}

/**
 * Tells somebody here that they are asked. The rule is that of this server: they follow the author, and see the
 * check-in. Whoever asks wrongly is not answered.
 * @returns whether they are asked now
 */
export const receiveAsk =
  (needs: CheckinsNeeds) =>
  async ({ postId, authorId, companionId, uri }: RemoteAsk): Promise<boolean> => {
    const [post, [checkin]] = await Promise.all([
      needs.posts.findPost(postId),
      selectByPosts(needs.db.sql, [postId]),
    ])
    if (!post || !checkin || post.accountId !== authorId || post.visibility === 'direct') return false
    if (!(await mayAsk(needs, authorId, [companionId]))) return false
    if ((await needs.posts.keepVisible(companionId, [postId])).ids.length === 0) return false
    if ((await selectNamings(needs.db.sql, postId)).length >= maxCompanions) return false
    await needs.db.transact((tx) => askCompanions(needs, tx, { postId, authorId, uri }, [companionId]))
    return true
  }
