import type { AccountId } from '#domain/accounts/index.ts'
import { postPublished } from '#domain/posts/index.ts'
import { accountBlocked, followAccepted, followEnded, followRejected } from '#domain/relationships/index.ts'
import { tagUnfollowed } from '#domain/tags/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { backfill, fanOut, fanOutBoosts, fanOutByTags, removeAuthor, removeTag } from './home-store.ts'
import { forgetHomes, type HotPages } from './list-hot.ts'

/** What changes home timelines. Deleted posts stay as references: reading drops them, and old rows age out. */
export const homeReactions = (hot: HotPages): readonly Reaction[] => [
  on(postPublished, async (events, tx) => {
    const [boosts, posts] = [true, false].map((isBoost) =>
      events.filter(({ data }) => Boolean(data.boostOfId) === isBoost).map(({ data }) => data.postId),
    )
    if (posts?.length) {
      forgetHomes(hot, tx, await fanOut(tx.sql, posts))
      forgetHomes(hot, tx, await fanOutByTags(tx.sql, posts))
    }
    // After the posts: a home that got one just now need not get its boost.
    if (boosts?.length) forgetHomes(hot, tx, await fanOutBoosts(tx.sql, boosts))
  }),
  on(followAccepted, async (events, tx) => {
    for (const { data } of events) await backfill(tx.sql, data.followerId, data.followedId)
    forgetHomes(hot, tx, followersOf(events))
  }),
  on(followEnded, async (events, tx) => {
    for (const { data } of events) await removeAuthor(tx.sql, data.followerId, data.followedId)
    forgetHomes(hot, tx, followersOf(events))
  }),
  on(followRejected, async (events, tx) => {
    for (const { data } of events) await removeAuthor(tx.sql, data.followerId, data.followedId)
    forgetHomes(hot, tx, followersOf(events))
  }),
  on(tagUnfollowed, async (events, tx) => {
    for (const { data } of events) await removeTag(tx.sql, data.accountId, data.tag)
    forgetHomes(
      hot,
      tx,
      events.map(({ data }) => data.accountId),
    )
  }),
  on(accountBlocked, async (events, tx) => {
    for (const { data } of events) {
      await removeAuthor(tx.sql, data.blockerId, data.blockedId)
      await removeAuthor(tx.sql, data.blockedId, data.blockerId)
      forgetHomes(hot, tx, [data.blockerId, data.blockedId])
    }
  }),
]

function followersOf(events: readonly { data: { followerId: AccountId } }[]): AccountId[] {
  return [...new Set(events.map(({ data }) => data.followerId))]
}
