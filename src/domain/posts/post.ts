import type { AccountId } from '#domain/accounts/index.ts'
import type { Media } from '#domain/media/index.ts'
import type { Id } from '#platform/ids/index.ts'
import type { PostReaction } from './reaction.ts'

export type PostId = Id<'post'>

/** public: everybody, in public feeds. unlisted: everybody, not in feeds. followers, direct: those alone. */
export type Visibility = 'public' | 'unlisted' | 'followers' | 'direct'

/** A post, or a boost of one: a boost has an id and author of its own and no content. */
export interface Post {
  readonly id: PostId
  readonly accountId: AccountId
  /** The ActivityPub id and page; null for posts of this server. */
  readonly uri: string | null
  readonly url: string | null
  readonly local: boolean
  readonly visibility: Visibility
  readonly boostOfId: PostId | null
  readonly replyToId: PostId | null
  readonly replyToAccountId: AccountId | null
  readonly threadId: PostId | null
  /** As typed; null for posts of other servers. */
  readonly source: string | null
  /** HTML, safe to serve. */
  readonly content: string
  /** HTML that follows the content: the place line of a check-in. */
  readonly footer: string
  readonly contentWarning: string
  readonly sensitive: boolean
  readonly language: string | null
  readonly appId: string | null
  /** Who may quote it, as `packQuotePolicy` makes it. */
  readonly quotePolicy: number
  readonly createdAt: Date
  readonly editedAt: Date | null
  /** When it last came to show less or more without being edited: a check-in that fades. */
  readonly refreshedAt: Date | null
}

export interface Mention {
  readonly accountId: AccountId
  readonly handle: string
}

/** A post with what belongs to it: the unit that lists hydrate. The same for every viewer. */
export interface PostView {
  readonly post: Post
  readonly media: readonly Media[]
  readonly mentions: readonly Mention[]
  /** As first written, e.g. `CheckIn`. */
  readonly tags: readonly string[]
}

/** What a post's own server says of it, as far as it says anything. */
export interface RemotePostCounts {
  readonly replies?: number | undefined
  readonly boosts?: number | undefined
  readonly likes?: number | undefined
}

/** Of a post of another server, what is known here or what that server says, whichever is more. */
export interface PostCounters {
  readonly replies: number
  readonly boosts: number
  readonly likes: number
  readonly quotes: number
  /** In the order in which they first came. */
  readonly reactions: readonly PostReaction[]
}

/** What one viewer has done with a post. */
export interface PostMarks {
  readonly liked: boolean
  /** The emoji of that like. */
  readonly reaction: string | null
  readonly boosted: boolean
  readonly bookmarked: boolean
  /** Shown first on the own profile. */
  readonly pinned: boolean
  /** In a thread of which nothing more is to be heard. */
  readonly muted: boolean
}

export const maxPostLength = 500
export const maxContentWarningLength = 500
