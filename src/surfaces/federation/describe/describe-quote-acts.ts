import type { Account } from '#domain/accounts/index.ts'
import type { Post } from '#domain/posts/index.ts'
import type { Addresses } from './addresses.ts'
import { postContext } from './context.ts'
import type { DescribedActivity } from './describe-activity.ts'
import { describePost, type PostFacts } from './describe-post.ts'
import { describeStamp } from './describe-quote.ts'

/** Asks the author of what somebody here quotes. The post is embedded: it need not be for everybody. */
export function describeQuoteRequest(
  addresses: Addresses,
  { facts, quoted, to }: { facts: PostFacts; quoted: Pick<Post, 'id' | 'uri'>; to: string },
): DescribedActivity {
  return {
    '@context': postContext,
    id: addresses.quoteRequest(facts.author, facts.view.post.id),
    type: 'QuoteRequest',
    actor: addresses.actor(facts.author),
    to: [to],
    object: addresses.post(quoted),
    instrument: describePost(addresses, facts),
  }
}

/** A QuoteRequest of another server, as far as its answer repeats it. */
export interface AskedQuote {
  readonly requestUri: string
  readonly quoter: Account
  readonly quotedAuthor: Account
  /** The addresses of both posts. */
  readonly quotedUri: string
  readonly quotingUri: string
}

/** @param answerId makes answers differ: one that is sent again must not pass for a duplicate */
export function describeQuoteAnswer(
  addresses: Addresses,
  asked: AskedQuote,
  answer: { type: 'Accept'; stampId: string; answerId: string } | { type: 'Reject'; answerId: string },
): DescribedActivity {
  const actor = addresses.actor(asked.quotedAuthor)
  const quoter = addresses.actor(asked.quoter)
  return {
    '@context': postContext,
    id: `${actor}#${answer.type === 'Accept' ? 'accepts' : 'rejects'}/quote_requests/${answer.answerId}`,
    type: answer.type,
    actor,
    to: [quoter],
    object: {
      id: asked.requestUri,
      type: 'QuoteRequest',
      actor: quoter,
      object: asked.quotedUri,
      instrument: asked.quotingUri,
    },
    ...(answer.type === 'Accept' && { result: addresses.stamp(asked.quotedAuthor, answer.stampId) }),
  }
}

/** The author does not agree any more. */
export function describeStampDelete(
  addresses: Addresses,
  stamp: Parameters<typeof describeStamp>[1],
  to: readonly string[],
): DescribedActivity {
  const object = describeStamp(addresses, stamp)
  return {
    '@context': postContext,
    id: `${object.id}#delete`,
    type: 'Delete',
    actor: object.attributedTo,
    to,
    object,
  }
}
