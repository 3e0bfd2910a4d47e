import type { AccountId } from '#domain/accounts/index.ts'
import { isUniqueViolation, type Transaction } from '#platform/db/index.ts'
import { deleteIn } from './delete-post.ts'
import { postPublished } from './events.ts'
import { factOf } from './fact-of.ts'
import { countOn, forgetMark } from './find-overlays.ts'
import { findVisible } from './find-posts.ts'
import { mayBoost } from './may-see.ts'
import type { PostsInside } from './needs.ts'
import type { Post, PostId } from './post.ts'
import { insertPost, isTombstone, lockPost, selectBoost } from './post-store.ts'
import { tombstoneKey } from './tombstone-key.ts'

export interface Boost {
  readonly boosterId: AccountId
  readonly postId: PostId
  readonly visibility?: 'public' | 'unlisted' | 'followers' | undefined
  /** The Announce's id and time, when it came from another server. */
  readonly uri?: string | undefined
  readonly at?: Date | undefined
}

export type BoostOutcome =
  | { readonly ok: true; readonly boost: Post }
  | { readonly ok: false; readonly because: 'not_found' | 'not_public' }

/** Boosts a post, once: a second time gives the first boost. */
export const boostPost =
  (needs: PostsInside) =>
  async (request: Boost): Promise<BoostOutcome> => {
    const seen = await findVisible(needs, request.boosterId, request.postId)
    const target = seen?.boostOfId ? await findVisible(needs, request.boosterId, seen.boostOfId) : seen
    if (!target) return { ok: false, because: 'not_found' }
    if (!mayBoost(target, request.boosterId)) return { ok: false, because: 'not_public' }
    const known = await selectBoost(needs.db.sql, request.boosterId, target.id)
    if (known) return { ok: true, boost: known }
    const boost = toBoost(needs, target, request)
    try {
      return await needs.db.transact((tx) => write(needs, tx, boost))
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      const winner = await selectBoost(needs.db.sql, request.boosterId, target.id)
      if (!winner) throw error
      return { ok: true, boost: winner }
    }
  }

async function write(needs: PostsInside, tx: Transaction, boost: Post): Promise<BoostOutcome> {
  // The undo may have arrived before the boost.
  if (boost.uri && (await isTombstone(tx.sql, tombstoneKey(boost.uri, boost.accountId)))) {
    return { ok: false, because: 'not_found' }
  }
  if (!boost.boostOfId || !(await lockPost(tx.sql, boost.boostOfId)))
    return { ok: false, because: 'not_found' }
  await insertPost(tx.sql, { ...boost, hasMedia: false, idempotencyKey: null })
  forgetMark(needs, tx, boost.accountId, boost.boostOfId)
  await countOn(needs, tx, boost.boostOfId, { boosts: 1 })
  if (boost.local) await needs.showAuthor(tx, boost)
  await needs.announce(tx, postPublished, factOf(boost))
  return { ok: true, boost }
}

function toBoost(needs: PostsInside, target: Post, request: Boost): Post {
  const narrow = target.visibility === 'followers' ? 'followers' : undefined
  return {
    id: needs.ids.next<PostId>(),
    accountId: request.boosterId,
    uri: request.uri ?? null,
    url: null,
    local: request.uri === undefined,
    visibility: narrow ?? request.visibility ?? 'public',
    boostOfId: target.id,
    replyToId: null,
    replyToAccountId: null,
    threadId: null,
    source: null,
    content: '',
    footer: '',
    contentWarning: '',
    sensitive: false,
    language: null,
    appId: null,
    quotePolicy: 0,
    createdAt: request.at ?? new Date(needs.clock.now()),
    editedAt: null,
    refreshedAt: null,
  }
}

/** Takes a boost back. @returns the boosted post's id, or undefined when there was no boost. */
export const unboostPost =
  (needs: PostsInside) =>
  async (boosterId: AccountId, postId: PostId): Promise<PostId | undefined> =>
    needs.db.transact(async (tx) => {
      const found = await selectBoost(tx.sql, boosterId, postId)
      const boost = found && (await lockPost(tx.sql, found.id))
      if (!boost) return undefined
      await deleteIn(needs, tx, boost)
      return postId
    })
