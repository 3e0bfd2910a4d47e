import type { AccountId } from '#domain/accounts/index.ts'
import { isClosed, type Poll, type Polls } from '#domain/polls/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Clock } from '#platform/clock/index.ts'

/** What lies over a post beside counters and marks, for one viewer, of a whole list at once. */
export interface Extras {
  readonly now: number
  readonly polls: ReadonlyMap<PostId, Poll>
  readonly votes: ReadonlyMap<PostId, readonly number[]>
}

export interface ExtrasNeeds {
  readonly clock: Clock
  readonly polls: Pick<Polls, 'findByPosts' | 'findVotes'>
}

/** A constant number of queries; votes are asked for only where there are polls, which is seldom. */
export async function gatherExtras(
  needs: ExtrasNeeds,
  viewerId: AccountId | undefined,
  ids: readonly PostId[],
): Promise<Extras> {
  const polls = await needs.polls.findByPosts(ids)
  const votes =
    viewerId && polls.size > 0 ? await needs.polls.findVotes(viewerId, [...polls.keys()]) : undefined
  return { now: needs.clock.now(), polls, votes: votes ?? new Map() }
}

/** What one post's look rests on, as values that stay the same as long as the look does. */
export interface ExtraFacts {
  readonly poll: Poll | undefined
  readonly isOver: boolean
  readonly votes: readonly number[] | undefined
}

export function factsOf({ now, polls, votes }: Extras, id: PostId): ExtraFacts {
  const poll = polls.get(id)
  return { poll, isOver: poll !== undefined && isClosed(poll, now), votes: votes.get(id) }
}
