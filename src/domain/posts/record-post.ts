import type { AccountId } from '#domain/accounts/index.ts'
import type { MediaId } from '#domain/media/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { PostsInside } from './needs.ts'
import { maxPostLength, type Post, type PostId, type Visibility } from './post.ts'
import { insertPost } from './post-store.ts'
import type { Addition } from './publish-post.ts'
import { ownQuotePolicy } from './quote-policy.ts'
import { renderProfileText } from './render-text.ts'

/** What somebody did elsewhere and long ago. */
export interface PastPost {
  readonly authorId: AccountId
  readonly text: string
  readonly visibility: Extract<Visibility, 'direct' | 'followers'>
  readonly at: Date
  /** Own, free uploads. */
  readonly mediaIds: readonly MediaId[]
}

/**
 * Writes a post into somebody's past. Nobody is told: there is no event, so no timeline, search, notification or
 * other server hears of it, and names in its text are no mentions. Its id is of its own time.
 */
export const recordPost =
  (needs: PostsInside) =>
  async (tx: Transaction, past: PastPost, addition: Addition): Promise<Post> => {
    const text = Array.from(past.text).slice(0, maxPostLength).join('')
    const post: Post = {
      id: needs.ids.at<PostId>(past.at.getTime()),
      accountId: past.authorId,
      uri: null,
      url: null,
      local: true,
      visibility: past.visibility,
      boostOfId: null,
      replyToId: null,
      replyToAccountId: null,
      threadId: null,
      source: text,
      content: renderProfileText(text, needs.origin),
      footer: addition.footer ?? '',
      contentWarning: '',
      sensitive: false,
      language: null,
      appId: null,
      quotePolicy: ownQuotePolicy('nobody', past.visibility),
      createdAt: past.at,
      editedAt: null,
      refreshedAt: null,
    }
    await insertPost(tx.sql, { ...post, hasMedia: past.mediaIds.length > 0, idempotencyKey: null })
    const attached = await needs.media.attach(tx, { id: post.id, accountId: post.accountId }, past.mediaIds)
    if (!attached) throw new Error('A picture of a past post is not free any more.')
    await addition.write(tx, post)
    // Whoever deletes it takes one away.
    await needs.accounts.addToCounters(tx, [{ accountId: post.accountId, posts: 1 }])
    return post
  }
