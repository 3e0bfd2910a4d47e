import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { createSparseCache } from '#platform/cache/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { castVote } from './cast-vote.ts'
import { closePoll, handleClosing } from './close-polls.ts'
import type { PollsInside, PollsNeeds } from './needs.ts'
import { onPosts } from './on-posts.ts'
import type { Poll } from './poll.ts'
import { selectPolls, selectVoterPairs, selectVoters, selectVotes } from './poll-store.ts'
import { preparePoll, removePoll, withoutPoll } from './prepare-poll.ts'
import { receiveCounts, receivePoll } from './receive-poll.ts'

export type { Ballot, VoteOutcome, VoteRefusal } from './cast-vote.ts'
export { pollClosed, pollVoted, type VoteFact } from './events.ts'
export { isClosed, type Poll, pollLimits } from './poll.ts'
export type { PollDraft, PollRefusal } from './prepare-poll.ts'
export type { RemotePoll } from './receive-poll.ts'

/** Questions with answers to choose from. */
export interface Polls {
  preparePoll: ReturnType<typeof preparePoll>
  receivePoll: ReturnType<typeof receivePoll>
  removePoll: ReturnType<typeof removePoll>
  withoutPoll: ReturnType<typeof withoutPoll>
  receiveCounts: ReturnType<typeof receiveCounts>
  castVote: ReturnType<typeof castVote>
  /** The polls among these posts, whoever may see them. */
  findByPosts(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, Poll>>
  /** What an account chose in these polls. */
  findVotes(accountId: AccountId, postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, readonly number[]>>
  /** Who of these voted in which of these polls. */
  findVoters(
    postIds: readonly PostId[],
    accountIds: readonly AccountId[],
  ): Promise<readonly { postId: PostId; accountId: AccountId }[]>
  /** Who voted, in chunks by rising id. */
  listVoters(postId: PostId, afterId: string, limit: number): Promise<AccountId[]>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 30_000

export function definePolls(outer: PollsNeeds): Polls {
  const known: PollsInside['known'] = createSparseCache({
    clock: outer.clock,
    ttlMs: freshMs,
    max: 20_000,
    shared: { changes: outer.db.changes, kind: 'polls' },
  })
  const needs: PollsInside = { ...outer, known }
  const { sql } = needs.db
  return {
    preparePoll: preparePoll(needs),
    receivePoll: receivePoll(needs),
    removePoll: removePoll(needs),
    withoutPoll: withoutPoll(needs),
    receiveCounts: receiveCounts(needs),
    castVote: castVote(needs),
    findByPosts: (postIds) => findByPosts(needs, postIds),
    async findVotes(accountId, postIds) {
      const votes = await selectVotes(sql, accountId, postIds)
      const byPost = Map.groupBy(votes, (vote) => vote.postId)
      return new Map([...byPost].map(([postId, cast]) => [postId, cast.map((vote) => vote.choice)]))
    },
    findVoters: async (postIds, accountIds) =>
      accountIds.length > 0 ? selectVoterPairs(sql, postIds, accountIds) : [],
    listVoters: (postId, afterId, limit) => selectVoters(sql, postId, afterId, limit),
    reactions: onPosts(needs),
    jobs: [closePoll],
    jobHandlers: [handleClosing(needs)],
  }
}

function findByPosts(needs: PollsInside, postIds: readonly PostId[]): Promise<Map<PostId, Poll>> {
  return needs.known.findAll(postIds, async (missing) => {
    const polls = await selectPolls(needs.db.sql, missing)
    return new Map(polls.map((poll) => [poll.postId, poll]))
  })
}
