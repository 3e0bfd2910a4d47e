import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'

/** What a post asks, and what was answered so far. The post's id is the poll's. */
export interface Poll {
  readonly postId: PostId
  readonly accountId: AccountId
  /** Of this server: then the votes are counted here. */
  readonly local: boolean
  readonly options: readonly string[]
  /** Votes by option, in their order. */
  readonly tallies: readonly number[]
  /** People who voted; null where another server does not say. */
  readonly voters: number | null
  readonly multiple: boolean
  /** Nobody but the server knows the tallies before the end. */
  readonly hideTotals: boolean
  readonly expiresAt: Date | null
  readonly closedAt: Date | null
  /** When the server of a remote poll was asked last. */
  readonly fetchedAt: Date
}

export const pollLimits = {
  options: 4,
  /** Characters. */
  optionLength: 50,
  /** Five minutes to a month. */
  minSeconds: 300,
  maxSeconds: 2_629_746,
} as const

export function isClosed(poll: Pick<Poll, 'closedAt' | 'expiresAt'>, now: number): boolean {
  return poll.closedAt !== null || (poll.expiresAt !== null && poll.expiresAt.getTime() <= now)
}
