import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

export interface QuoteFact {
  readonly postId: PostId
  readonly accountId: AccountId
  readonly quotedId: PostId
  readonly quotedAccountId: AccountId
}

/** Subject of all: `quote:<quoting post>`. Somebody here quotes a post of another server, which is to be asked. */
export const quoteRequested = defineEvent<QuoteFact>('quote.requested')

/** `requestUri`: the QuoteRequest of another server that is answered so. `again`: it was accepted before. */
export const quoteAccepted = defineEvent<
  QuoteFact & { readonly requestUri?: string; readonly again?: true; readonly stampId: string | null }
>('quote.accepted')

/** The quoted author here does not agree any more; `stampId` names what is void. */
export const quoteRevoked = defineEvent<QuoteFact & { readonly stampId: string | null }>('quote.revoked')
