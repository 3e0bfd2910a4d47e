import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { scheduleClosing } from './close-polls.ts'
import { pollVoted } from './events.ts'
import type { PollsInside } from './needs.ts'
import { isClosed, type Poll } from './poll.ts'
import { insertVotes, lockPoll, selectVotes, updateCounts } from './poll-store.ts'

export interface Ballot {
  readonly voterId: AccountId
  readonly postId: PostId
  /** Indexes of options, from 0. */
  readonly choices: readonly number[]
  /** Votes of other servers come one by one: then earlier ones do not end the voting where several are taken. */
  readonly oneByOne?: boolean
}

export type VoteRefusal =
  | 'not_found'
  | 'own_poll'
  | 'closed'
  | 'already_voted'
  | 'no_choice'
  | 'several_choices'
  | 'unknown_choice'

export type VoteOutcome = { readonly ok: true } | { readonly ok: false; readonly because: VoteRefusal }

/** Votes in a poll, of this server or another: the one rule for people here and there. */
export const castVote =
  (needs: PollsInside) =>
  async (ballot: Ballot): Promise<VoteOutcome> => {
    const post = await needs.posts.findVisible(ballot.voterId, ballot.postId)
    if (!post) return { ok: false, because: 'not_found' }
    return needs.db.transact(async (tx): Promise<VoteOutcome> => {
      // The lock makes two ballots of one person at the same time stand in a row.
      const poll = await lockPoll(tx.sql, post.id)
      if (!poll) return { ok: false, because: 'not_found' }
      const cast = await selectVotes(tx.sql, ballot.voterId, [post.id])
      const choices = [...new Set(ballot.choices)].sort((a, b) => a - b)
      const because = refuse(poll, { ...ballot, choices }, { cast, now: needs.clock.now() })
      if (because) return { ok: false, because }
      await count(needs, tx, poll, { voterId: ballot.voterId, choices, isFirst: cast.length === 0 })
      return { ok: true }
    })
  }

function refuse(
  poll: Poll,
  ballot: Ballot,
  { cast, now }: { cast: readonly { readonly choice: number }[]; now: number },
): VoteRefusal | undefined {
  if (poll.accountId === ballot.voterId) return 'own_poll'
  if (isClosed(poll, now)) return 'closed'
  if (ballot.choices.length === 0) return 'no_choice'
  if (ballot.choices.some((choice) => poll.options[choice] === undefined)) return 'unknown_choice'
  const repeats = cast.some(({ choice }) => ballot.choices.includes(choice))
  if (repeats || (cast.length > 0 && !(poll.multiple && ballot.oneByOne))) return 'already_voted'
  if (!poll.multiple && ballot.choices.length > 1) return 'several_choices'
  return undefined
}

async function count(
  needs: PollsInside,
  tx: Transaction,
  poll: Poll,
  { voterId, choices, isFirst }: { voterId: AccountId; choices: readonly number[]; isFirst: boolean },
): Promise<void> {
  const votes = choices.map((choice) => ({ id: needs.ids.next(), choice }))
  await insertVotes(tx.sql, { postId: poll.postId, accountId: voterId }, votes)
  await updateCounts(tx.sql, poll.postId, {
    ...poll,
    tallies: poll.tallies.map((tally, index) => (choices.includes(index) ? tally + 1 : tally)),
    voters: poll.voters === null ? null : poll.voters + (isFirst ? 1 : 0),
  })
  tx.forget(() => needs.known.forget(poll.postId))
  if (!poll.local && poll.expiresAt) {
    await scheduleClosing(needs, tx, { postId: poll.postId, at: poll.expiresAt, isRemote: true })
  }
  await needs.announce(tx, pollVoted, {
    subject: `poll:${poll.postId}`,
    data: { postId: poll.postId, authorId: poll.accountId, voterId, local: poll.local, votes },
  })
}
