import type { AccountId } from '#domain/accounts/index.ts'
import { isClosed, type Poll, type Polls } from '#domain/polls/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import type { QuoteStanding } from '#domain/quotes/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import {
  type GatheredQuotes,
  gatherQuotes,
  type PresentedQuote,
  type PresentQuoted,
  type QuoteNeeds,
} from './gather-quotes.ts'

/** A status within a quote: of it, only what every status has is known here. */
interface Quoted {
  readonly id: string
}

/** What lies over a post beside counters and marks, for one viewer, of a whole list at once. */
export interface Extras extends GatheredQuotes<Quoted> {
  readonly now: number
  readonly polls: ReadonlyMap<PostId, Poll>
  readonly votes: ReadonlyMap<PostId, readonly number[]>
}

export interface ExtrasNeeds extends QuoteNeeds {
  readonly clock: Clock
  readonly polls: Pick<Polls, 'findByPosts' | 'findVotes'>
}

/** A constant number of queries; votes are asked for only where there are polls, which is seldom. */
export async function gatherExtras(
  needs: ExtrasNeeds,
  viewerId: AccountId | undefined,
  views: ReadonlyMap<PostId, PostView>,
  presentQuoted?: PresentQuoted<Quoted>,
): Promise<Extras> {
  const [polls, quotes] = await Promise.all([
    needs.polls.findByPosts([...views.keys()]),
    gatherQuotes(needs, viewerId, views, presentQuoted),
  ])
  const votes =
    viewerId && polls.size > 0 ? await needs.polls.findVotes(viewerId, [...polls.keys()]) : undefined
  return { now: needs.clock.now(), polls, votes: votes ?? new Map(), ...quotes }
}

/** What one post's look rests on, as values that stay the same as long as the look does. */
export interface ExtraFacts {
  readonly poll: Poll | undefined
  readonly isOver: boolean
  readonly votes: readonly number[] | undefined
  readonly quote: PresentedQuote<Quoted> | null
  readonly quotePolicy: number
  readonly standing: QuoteStanding
}

export function factsOf({ now, polls, votes, quotes, standings }: Extras, { post }: PostView): ExtraFacts {
  const poll = polls.get(post.id)
  return {
    poll,
    isOver: poll !== undefined && isClosed(poll, now),
    votes: votes.get(post.id),
    quote: quotes.get(post.id) ?? null,
    quotePolicy: post.quotePolicy,
    standing: standings.get(post.id) ?? 'denied',
  }
}
