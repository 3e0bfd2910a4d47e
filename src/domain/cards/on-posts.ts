import { type PostFact, postEdited, postPublished } from '#domain/posts/index.ts'
import type { Transaction, TransactionSql } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { selectCards } from './card-store.ts'
import { fetchCard } from './fetch-card.ts'
import { firstLink } from './find-links.ts'
import { isFresh } from './is-fresh.ts'
import type { CardsInside } from './needs.ts'

/** Servers that get the same post look at the page one after the other, not all in the same second. */
const spreadMs = 30_000

/** A link that is shared is looked at; the address of a direct post is its readers' alone. */
export const onPosts = (needs: CardsInside): readonly Reaction[] =>
  [postPublished, postEdited].map((event) =>
    on(event, async (events, tx) => {
      const wanted = events.map(({ data }) => data).filter(mayHaveCard)
      const views = await needs.posts.findViews(wanted.map(({ postId }) => postId))
      const links = new Map<string, boolean>()
      for (const { postId, local } of wanted) {
        const view = views.get(postId)
        const url = view && firstLink(view.post, needs.origin)
        if (url !== undefined) links.set(url, local || links.get(url) === true)
      }
      await enqueue(needs, tx, links)
    }),
  )

function mayHaveCard({ visibility, boostOfId }: PostFact): boolean {
  return visibility !== 'direct' && boostOfId === null
}

async function enqueue(
  needs: CardsInside,
  tx: Transaction,
  links: ReadonlyMap<string, boolean>,
): Promise<void> {
  const now = needs.clock.now()
  const fresh = await findFresh(tx.sql, [...links.keys()], now)
  for (const [url, isLocal] of links) {
    if (fresh.has(url)) continue
    const runAt = new Date(now + (isLocal ? 0 : Math.random() * spreadMs))
    const options = { dedupeKey: url, lane: new URL(url).host, priority: 5, ...(!isLocal && { runAt }) }
    await needs.jobs.enqueue(tx, fetchCard, { url }, options)
  }
}

async function findFresh(sql: TransactionSql, urls: readonly string[], now: number): Promise<Set<string>> {
  const cards = await selectCards(sql, urls)
  return new Set(cards.filter((card) => isFresh(card, now)).map((card) => card.url))
}
