import { postDeleted } from '#domain/posts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { QuotesInside } from './needs.ts'
import { deleteQuotes } from './quote-store.ts'
import { recount } from './receive-quote.ts'

/** A deleted post quotes nothing. Quotes of it stay, to say that it is gone. */
export const onPosts = (needs: QuotesInside): readonly Reaction[] => [
  on(postDeleted, async (events, tx) => {
    const gone = await deleteQuotes(
      tx.sql,
      events.map(({ data }) => data.postId),
    )
    for (const quote of gone) await recount(needs, tx, quote, undefined)
  }),
]
