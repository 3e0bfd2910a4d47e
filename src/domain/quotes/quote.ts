import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'

/** pending: the quoted author has not answered. revoked: the author agreed and thought better of it. */
export type QuoteState = 'pending' | 'accepted' | 'rejected' | 'revoked'

/** That one post quotes another. The quoting post's id is the quote's. */
export interface Quote {
  readonly postId: PostId
  readonly accountId: AccountId
  /** Whether the quoting post is of this server. */
  readonly local: boolean
  /** null while what is quoted is not known here. */
  readonly quotedId: PostId | null
  readonly quotedAccountId: AccountId | null
  /** The quoted post's address, of another server's quote. */
  readonly quotedUri: string | null
  readonly state: QuoteState
  /** Made without asking: nothing is shown of it until it is accepted. */
  readonly legacy: boolean
  /** Names our QuoteAuthorization, where the quoted author is of this server. */
  readonly stampId: string | null
  /** The QuoteAuthorization of another server. */
  readonly approvalUri: string | null
}

/** What a post's policy means for one account; unknown: its server may or may not say yes. */
export type QuoteStanding = 'automatic' | 'manual' | 'denied' | 'unknown'
