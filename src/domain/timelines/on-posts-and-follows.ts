import { postPublished } from '#domain/posts/index.ts'
import { accountBlocked, followAccepted, followEnded, followRejected } from '#domain/relationships/index.ts'
import { tagUnfollowed } from '#domain/tags/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { backfill, fanOut, fanOutByTags, removeAuthor, removeTag } from './home-store.ts'

/** What changes home timelines. Deleted posts stay as references: reading drops them, and old rows age out. */
export const homeReactions: readonly Reaction[] = [
  on(postPublished, async (events, tx) => {
    const ids = events.map((event) => event.data.postId)
    await fanOut(tx.sql, ids)
    await fanOutByTags(tx.sql, ids)
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
  on(tagUnfollowed, async (events, tx) => {
    for (const { data } of events) await removeTag(tx.sql, data.accountId, data.tag)
  }),
  on(accountBlocked, async (events, tx) => {
    for (const { data } of events) {
      await removeAuthor(tx.sql, data.blockerId, data.blockedId)
      await removeAuthor(tx.sql, data.blockedId, data.blockerId)
    }
  }),
]
