import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { createSparseCache } from '#platform/cache/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import { approveQuote, endApproval, mayQuote, revokeQuote, takeAnswer } from './answer-quote.ts'
import { findStandings } from './find-standings.ts'
import { lookAtQuotes } from './look-at-quotes.ts'
import type { QuotesInside, QuotesNeeds } from './needs.ts'
import { onPosts } from './on-posts.ts'
import { prepareQuote, withoutQuote } from './prepare-quote.ts'
import type { Quote } from './quote.ts'
import { listQuoteIds, noteLook, selectByStamp, selectQuotes, selectUnlooked } from './quote-store.ts'
import { receiveQuote, refreshQuote } from './receive-quote.ts'

export { type QuoteFact, quoteAccepted, quoteRequested, quoteRevoked } from './events.ts'
export type { QuoteLook, SeenQuote, SeenQuotes } from './look-at-quotes.ts'
export type { Quote, QuoteStanding } from './quote.ts'
export type { RemoteQuote } from './receive-quote.ts'

/** Posts that show other posts, as far as those who wrote them agree. */
export interface Quotes {
  prepareQuote: ReturnType<typeof prepareQuote>
  withoutQuote: ReturnType<typeof withoutQuote>
  receiveQuote: ReturnType<typeof receiveQuote>
  refreshQuote: ReturnType<typeof refreshQuote>
  mayQuote: ReturnType<typeof mayQuote>
  approveQuote: ReturnType<typeof approveQuote>
  takeAnswer: ReturnType<typeof takeAnswer>
  endApproval: ReturnType<typeof endApproval>
  revokeQuote: ReturnType<typeof revokeQuote>
  findStandings: ReturnType<typeof findStandings>
  lookAtQuotes: ReturnType<typeof lookAtQuotes>
  /** The quotes among these posts, whoever may see them. */
  findByPosts(postIds: readonly PostId[]): Promise<ReadonlyMap<PostId, Quote>>
  /** Posts that quote this one and are accepted, newest first, whoever may see them. */
  listQuoteIds(quotedId: PostId, page: Page): Promise<PostId[]>
  /** An accepted quote of a post of this account, by our stamp. */
  findStamp(quotedAccountId: AccountId, stampId: string): Promise<Quote | undefined>
  /** Accepted quotes whose authorization of another server is to be looked at, the longest ago first; noted as looked at. */
  takeUnlooked(before: Date, limit: number): Promise<PostId[]>
  readonly reactions: readonly Reaction[]
}

const freshMs = 30_000

export function defineQuotes(outer: QuotesNeeds): Quotes {
  const { changes } = outer.db
  const known: QuotesInside['known'] = createSparseCache({
    clock: outer.clock,
    ttlMs: freshMs,
    max: 20_000,
    shared: { changes, kind: 'quotes' },
  })
  const needs: QuotesInside = { ...outer, known }
  const { sql } = needs.db
  return {
    prepareQuote: prepareQuote(needs),
    withoutQuote: withoutQuote(needs),
    receiveQuote: receiveQuote(needs),
    refreshQuote: refreshQuote(needs),
    mayQuote: mayQuote(needs),
    approveQuote: approveQuote(needs),
    takeAnswer: takeAnswer(needs),
    endApproval: endApproval(needs),
    revokeQuote: revokeQuote(needs),
    findStandings: findStandings(needs),
    lookAtQuotes: lookAtQuotes(needs),
    findByPosts: (postIds) => findByPosts(needs, postIds),
    listQuoteIds: (quotedId, page) => listQuoteIds(sql, quotedId, page),
    async findStamp(quotedAccountId, stampId) {
      const quote = await selectByStamp(sql, stampId)
      return quote?.quotedAccountId === quotedAccountId && quote.state === 'accepted' ? quote : undefined
    },
    async takeUnlooked(before, limit) {
      const ids = await selectUnlooked(sql, before, limit)
      if (ids.length > 0) await noteLook(sql, ids)
      return ids
    },
    reactions: onPosts(needs),
  }
}

function findByPosts(needs: QuotesInside, postIds: readonly PostId[]): Promise<Map<PostId, Quote>> {
  return needs.known.findAll(postIds, async (missing) => {
    const quotes = await selectQuotes(needs.db.sql, missing)
    return new Map(quotes.map((quote) => [quote.postId, quote]))
  })
}
