import { isClosed, type Poll } from '#domain/polls/index.ts'

/** The members that make a Note a Question, as Mastodon sends it; `votersCount` is Mastodon's word. */
export function describePoll(poll: Poll, now: number) {
  const isEnded = isClosed(poll, now)
  const options = poll.options.map((name, index) => ({
    type: 'Note',
    name,
    replies: {
      type: 'Collection',
      ...((isEnded || !poll.hideTotals) && { totalItems: poll.tallies[index] ?? 0 }),
    },
  }))
  return {
    type: 'Question',
    [poll.multiple ? 'anyOf' : 'oneOf']: options,
    ...(poll.expiresAt && { endTime: poll.expiresAt.toISOString() }),
    ...(isEnded && { closed: (poll.closedAt ?? poll.expiresAt)?.toISOString() }),
    ...(poll.voters !== null && { votersCount: poll.voters }),
  }
}
