import type { AccountId } from '#domain/accounts/index.ts'
import { defineEvent } from '#platform/events/index.ts'
import type { PostId, Visibility } from './post.ts'

export interface PostFact {
  readonly postId: PostId
  readonly authorId: AccountId
  readonly local: boolean
  readonly visibility: Visibility
  readonly boostOfId: PostId | null
  readonly replyToId: PostId | null
}

/** Subject of all: `post:<id>`. A boost is a published post with `boostOfId`. */
export const postPublished = defineEvent<PostFact>('post.published')
/** `quiet`: nobody wrote anything; a check-in came to show less. */
export const postEdited = defineEvent<PostFact & { quiet?: true }>('post.edited')
/** Who may quote a post of this server. */
export const postPolicyChanged = defineEvent<PostFact>('post.policy_changed')
/** An answer or boost of somebody here is welcome to the author elsewhere, as others can look up. */
export const postApproved = defineEvent<PostFact>('post.approved')
/** `hasFooter`: words of another room stood below its text, as the place of a check-in does. */
interface EndFact extends PostFact {
  readonly mentionedIds: readonly AccountId[]
  readonly hasFooter?: true
}

/** The row is gone when this is read, so the fact carries what telling others needs. */
export const postDeleted = defineEvent<EndFact & { uri: string | null }>('post.deleted')

/** A post that its author alone still sees; the fact is the post as others saw it. */
export const postHidden = defineEvent<EndFact & { uri: null }>('post.hidden')

/** Subject: `post:<id>`. By the author, here or elsewhere. */
interface PinFact {
  readonly postId: PostId
  readonly authorId: AccountId
  readonly local: boolean
  readonly visibility: Visibility
}

export const postPinned = defineEvent<PinFact>('post.pinned')
export const postUnpinned = defineEvent<PinFact>('post.unpinned')

interface LikeFact {
  readonly accountId: AccountId
  readonly postId: PostId
  readonly authorId: AccountId
  readonly likeId: string
  /** The emoji of it. */
  readonly reaction?: string
}

/** Subject: `like:<account>:<post>`. */
export const postLiked = defineEvent<LikeFact>('post.liked')
export const postUnliked = defineEvent<LikeFact>('post.unliked')
