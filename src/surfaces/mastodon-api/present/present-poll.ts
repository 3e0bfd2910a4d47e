import type { AccountId } from '#domain/accounts/index.ts'
import type { Emoji } from '#domain/emojis/index.ts'
import type { Poll } from '#domain/polls/index.ts'
import { presentEmoji } from './present-emoji.ts'

export interface PollFacts {
  readonly viewerId: AccountId | undefined
  /** What the viewer chose. */
  readonly votes: readonly number[] | undefined
  readonly isOver: boolean
  readonly emojis: readonly Emoji[]
}

/** A poll as Mastodon's: the author counts as having voted, so that apps show them the numbers. */
export function presentPoll(origin: string, poll: Poll, { viewerId, votes = [], isOver, emojis }: PollFacts) {
  const isOpen = isOver || !poll.hideTotals
  return {
    id: poll.postId,
    expires_at: poll.expiresAt?.toISOString() ?? null,
    expired: isOver,
    multiple: poll.multiple,
    votes_count: poll.tallies.reduce((sum, tally) => sum + tally, 0),
    voters_count: poll.voters,
    options: poll.options.map((title, index) => ({
      title,
      votes_count: isOpen ? (poll.tallies[index] ?? 0) : null,
    })),
    emojis: emojis.map((emoji) => presentEmoji(origin, emoji)),
    ...(viewerId !== undefined && {
      voted: poll.accountId === viewerId || votes.length > 0,
      own_votes: votes,
    }),
  }
}
