import type { Post } from '#domain/posts/index.ts'
import { createSparseCache } from '#platform/cache/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { Card } from './card.ts'
import { selectCards } from './card-store.ts'
import { type CardReaders, fetchCard, handleFetching } from './fetch-card.ts'
import { firstLink } from './find-links.ts'
import type { CardsInside, CardsNeeds } from './needs.ts'
import { onPosts } from './on-posts.ts'
import { pruneCards } from './prune-cards.ts'

export type { Card } from './card.ts'
export type { CardReaders } from './fetch-card.ts'
export { findLinks, normaliseLink } from './find-links.ts'

/** What pages that posts link to say of themselves. */
export interface Cards {
  /** The address of which a post shows the card. */
  firstLink(post: Pick<Post, 'source' | 'content'>): string | undefined
  /** Those that there are, by address; one query for any number, none for what was asked a moment ago. */
  findCards(urls: readonly string[]): Promise<ReadonlyMap<string, Card>>
  /** Deletes old ones; to be called now and then. @returns how many */
  prune(): Promise<number>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  handleFetching(readers: CardReaders): JobHandler
}

const freshMs = 30_000

export function defineCards(outer: CardsNeeds): Cards {
  const known: CardsInside['known'] = createSparseCache({
    clock: outer.clock,
    ttlMs: freshMs,
    max: 10_000,
    shared: { changes: outer.db.changes, kind: 'cards' },
  })
  const needs: CardsInside = { ...outer, known }
  return {
    firstLink: (post) => firstLink(post, needs.origin),
    async findCards(urls) {
      if (urls.length === 0) return new Map()
      const found = await known.findAll(urls, async (missing) => {
        const cards = await selectCards(needs.db.sql, missing)
        return new Map(cards.map((card) => [card.url, card]))
      })
      for (const [url, card] of found) if (card.isEmpty) found.delete(url)
      return found
    },
    prune: pruneCards(needs),
    reactions: onPosts(needs),
    jobs: [fetchCard],
    handleFetching: (readers) => handleFetching(needs, readers),
  }
}
