import type { AccountId } from '#domain/accounts/index.ts'
import { isClosed, type Polls } from '#domain/polls/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import { notFound } from './parameters.ts'
import { presentPoll } from './present/present-poll.ts'

export interface PollAnswerNeeds {
  readonly clock: Clock
  readonly polls: Pick<Polls, 'findByPosts' | 'findVotes'>
}

/** The poll of a post that the viewer has been found to see. @throws Refusal 404 */
export async function pollAnswer(needs: PollAnswerNeeds, viewerId: AccountId | undefined, postId: PostId) {
  const poll = (await needs.polls.findByPosts([postId])).get(postId)
  if (!poll) throw notFound()
  const votes = viewerId && (await needs.polls.findVotes(viewerId, [postId])).get(postId)
  const isOver = isClosed(poll, needs.clock.now())
  return presentPoll(poll, { viewerId, votes: votes || undefined, isOver })
}
