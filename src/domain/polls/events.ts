import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { defineEvent } from '#platform/events/index.ts'

export interface VoteFact {
  readonly postId: PostId
  readonly authorId: AccountId
  readonly voterId: AccountId
  /** Whether the poll is of this server. */
  readonly local: boolean
  readonly votes: readonly { readonly id: string; readonly choice: number }[]
}

/** Subject of both: `poll:<post id>`. */
export const pollVoted = defineEvent<VoteFact>('poll.voted')

export const pollClosed = defineEvent<{
  readonly postId: PostId
  readonly authorId: AccountId
  readonly local: boolean
}>('poll.closed')
