import type { AccountId } from '#domain/accounts/index.ts'
import { postLiked, postUnliked } from './events.ts'
import { countOn, forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { markKey } from './post-caches.ts'
import { lockPost, lockPosts } from './post-store.ts'
import {
  addLikes,
  deleteBookmark,
  deleteLike,
  insertBookmark,
  insertLikes,
  selectReaction,
} from './reaction-store.ts'

interface Mark {
  readonly accountId: AccountId
  readonly postId: PostId
  /** The Like activity's id, when it came from another server. */
  readonly uri?: string | undefined
  /** The emoji that came with it. */
  readonly reaction?: string | undefined
}

/** Likes a post, once. A boost stands for what it boosts. @returns the post, or undefined when there is none. */
export const likePost = (needs: PostsInside) => {
  const likeAll = likePosts(needs)
  return async (mark: Mark): Promise<Post | undefined> => (await likeAll([mark]))[0]
}

/** The same for many, in one transaction. @returns the post of each, in order */
export const likePosts =
  (needs: PostsInside) =>
  async (marks: readonly Mark[]): Promise<(Post | undefined)[]> => {
    const targets = await Promise.all(marks.map((mark) => findTarget(needs, mark)))
    const found = targets.flatMap((target, at) => {
      const mark = marks[at]
      return target && mark ? [{ mark, target }] : []
    })
    if (found.length === 0) return targets
    return needs.db.transact(async (tx) => {
      const there = await lockPosts(
        tx.sql,
        found.map(({ target }) => target.id),
      )
      const likes = found
        .filter(({ target }) => there.has(target.id))
        .map(({ mark, target }) => ({
          id: needs.ids.next(),
          accountId: mark.accountId,
          postId: target.id,
          uri: mark.uri ?? null,
          reaction: mark.reaction ?? null,
          target,
        }))
      const inserted = await insertLikes(tx.sql, likes)
      const fresh = likes.filter(({ id }) => inserted.has(id))
      for (const { accountId, postId } of fresh) forgetMark(needs, tx, accountId, postId)
      await addLikes(
        tx.sql,
        fresh.map(({ postId }) => postId),
      )
      tx.forget(() => fresh.forEach(({ postId }) => needs.counters.forget(postId)))
      await needs.announce(
        tx,
        postLiked,
        fresh.map((like) => factOf(like.accountId, like.target, like)),
      )
      return targets.map((target) => (target && there.has(target.id) ? target : undefined))
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
