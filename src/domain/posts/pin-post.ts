import type { AccountId } from '#domain/accounts/index.ts'
import { postPinned, postUnpinned } from './events.ts'
import { forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import type { PostsInside } from './needs.ts'
import { countPins, deletePin, insertPin } from './pin-store.ts'
import type { Post, PostId } from './post.ts'
import { lockPost } from './post-store.ts'

/** As many as Mastodon takes of people here; of others what their servers say, within reason. */
export const maxPins = 5
const maxRemotePins = 20

export type PinRefusal = 'not_found' | 'not_own' | 'pin_boost' | 'pin_direct' | 'too_many_pins'

export type PinOutcome =
  | { readonly ok: true; readonly post: Post }
  | { readonly ok: false; readonly because: PinRefusal }

/** Shows an own post first on one's profile. A second time changes nothing. */
export const pinPost =
  (needs: PostsInside) =>
  async (accountId: AccountId, postId: PostId): Promise<PinOutcome> => {
    const seen = await findVisible(needs, accountId, postId)
    if (!seen) return { ok: false, because: 'not_found' }
    return needs.db.transact(async (tx): Promise<PinOutcome> => {
      const post = await lockPost(tx.sql, seen.id)
      if (!post) return { ok: false, because: 'not_found' }
      if (post.boostOfId) return { ok: false, because: 'pin_boost' }
      if (post.accountId !== accountId) return { ok: false, because: 'not_own' }
      if (post.visibility === 'direct') return { ok: false, because: 'pin_direct' }
      const pins = await countPins(tx.sql, accountId)
      const isNew = await insertPin(tx.sql, { id: needs.ids.next(), accountId, postId: post.id })
      if (isNew && pins >= (post.local ? maxPins : maxRemotePins)) {
        await deletePin(tx.sql, accountId, post.id)
        return { ok: false, because: 'too_many_pins' }
      }
      forgetMark(needs, tx, accountId, post.id)
      if (isNew) await needs.announce(tx, postPinned, factOf(post))
      return { ok: true, post }
    })
  }

/** @returns the post, or undefined when there is none of one's own. */
export const unpinPost =
  (needs: PostsInside) =>
  async (accountId: AccountId, postId: PostId): Promise<Post | undefined> =>
    needs.db.transact(async (tx) => {
      const post = await lockPost(tx.sql, postId)
      if (post?.accountId !== accountId) return undefined
      forgetMark(needs, tx, accountId, postId)
      if (await deletePin(tx.sql, accountId, postId)) await needs.announce(tx, postUnpinned, factOf(post))
      return post
    })

function factOf(post: Post) {
  return {
    subject: `post:${post.id}`,
    data: { postId: post.id, authorId: post.accountId, local: post.local, visibility: post.visibility },
  }
}
