import type { AccountId } from '#domain/accounts/index.ts'
import { postLiked, postUnliked } from './events.ts'
import { countOn, forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { markKey } from './post-caches.ts'
import { lockPost } from './post-store.ts'
import { deleteBookmark, deleteLike, insertBookmark, insertLike, selectReaction } from './reaction-store.ts'

interface Mark {
  readonly accountId: AccountId
  readonly postId: PostId
  /** The Like activity's id, when it came from another server. */
  readonly uri?: string | undefined
  /** The emoji that came with it. */
  readonly reaction?: string | undefined
}

/** Likes a post, once. A boost stands for what it boosts. @returns the post, or undefined when there is none. */
export const likePost =
  (needs: PostsInside) =>
  async (mark: Mark): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    return needs.db.transact(async (tx) => {
      if (!(await lockPost(tx.sql, target.id))) return undefined
      const like = {
        id: needs.ids.next(),
        accountId: mark.accountId,
        postId: target.id,
        uri: mark.uri ?? null,
        reaction: mark.reaction ?? null,
      }
      if (!(await insertLike(tx.sql, like))) return target
      forgetMark(needs, tx, mark.accountId, target.id)
      await countOn(needs, tx, target.id, { likes: 1 })
      await needs.announce(tx, postLiked, factOf(mark.accountId, target, like))
      return target
    })
  }

/** Takes a like back. @returns the post, or undefined when there is none. */
export const unlikePost =
  (needs: PostsInside) =>
  async (mark: Mark): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    return needs.db.transact(async (tx) => {
      await lockPost(tx.sql, target.id)
      const like = await deleteLike(tx.sql, mark.accountId, target.id)
      if (like === undefined) return target
      forgetMark(needs, tx, mark.accountId, target.id)
      await countOn(needs, tx, target.id, { likes: -1 })
      await needs.announce(tx, postUnliked, factOf(mark.accountId, target, like))
      return target
    })
  }

/** Reacts to a post by an emoji, which stands for the like of before. @returns the post, or undefined when there is none */
export const reactToPost =
  (needs: PostsInside) =>
  async (mark: Mark & { readonly reaction: string }): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    const before = await selectReaction(needs.db.sql, mark.accountId, target.id)
    if (before?.reaction === mark.reaction) return target
    if (before) await unlikePost(needs)(mark)
    return likePost(needs)(mark)
  }

/** Takes a reaction back; another one, or a plain like, stays. */
export const unreactToPost =
  (needs: PostsInside) =>
  async (mark: Mark & { readonly reaction: string }): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    const before = await selectReaction(needs.db.sql, mark.accountId, target.id)
    return before?.reaction === mark.reaction ? unlikePost(needs)(mark) : target
  }

/** Keeps a post for later; nobody else learns of it. */
export const bookmarkPost =
  (needs: PostsInside) =>
  async (mark: Mark): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    await insertBookmark(needs.db.sql, { id: needs.ids.next(), accountId: mark.accountId, postId: target.id })
    needs.marks.forget(markKey(mark.accountId, target.id))
    return target
  }

export const unbookmarkPost =
  (needs: PostsInside) =>
  async (mark: Mark): Promise<Post | undefined> => {
    const target = await findTarget(needs, mark)
    if (!target) return undefined
    await deleteBookmark(needs.db.sql, mark.accountId, target.id)
    needs.marks.forget(markKey(mark.accountId, target.id))
    return target
  }

async function findTarget(needs: PostsInside, mark: Mark): Promise<Post | undefined> {
  const seen = await findVisible(needs, mark.accountId, mark.postId)
  return seen?.boostOfId ? findVisible(needs, mark.accountId, seen.boostOfId) : seen
}

function factOf(accountId: AccountId, post: Post, like: { id: string; reaction: string | null }) {
  return {
    subject: `like:${accountId}:${post.id}`,
    data: {
      accountId,
      postId: post.id,
      authorId: post.accountId,
      likeId: like.id,
      ...(like.reaction !== null && { reaction: like.reaction }),
    },
  }
}
