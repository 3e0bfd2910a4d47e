import { postPublished } from '#domain/posts/index.ts'
import { accountBlocked, followAccepted, followEnded, followRejected } from '#domain/relationships/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { backfill, fanOut, removeAuthor } from './home-store.ts'

/** What changes home timelines. Deleted posts stay as references: reading drops them, and old rows age out. */
export const homeReactions: readonly Reaction[] = [
  on(postPublished, async (events, tx) => {
    await fanOut(
      tx.sql,
      events.map((event) => event.data.postId),
    )
  }),
  on(followAccepted, async (events, tx) => {
    for (const { data } of events) await backfill(tx.sql, data.followerId, data.followedId)
  }),
  on(followEnded, async (events, tx) => {
    for (const { data } of events) await removeAuthor(tx.sql, data.followerId, data.followedId)
  }),
  on(followRejected, async (events, tx) => {
    for (const { data } of events) await removeAuthor(tx.sql, data.followerId, data.followedId)
  }),
  on(accountBlocked, async (events, tx) => {
    for (const { data } of events) {
      await removeAuthor(tx.sql, data.blockerId, data.blockedId)
      await removeAuthor(tx.sql, data.blockedId, data.blockerId)
    }
  }),
]
