import { accountDeleted } from '#domain/accounts/index.ts'
import { followEnded, followRejected } from '#domain/relationships/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { deleteAllOf, deleteMemberships } from './list-store.ts'

/** Who is no longer followed is on no list; a deleted account neither has lists nor is on any. */
export const listReactions: readonly Reaction[] = [
  on(followEnded, async (events, tx) => {
    for (const { data } of events) await deleteMemberships(tx.sql, data.followerId, data.followedId)
  }),
  on(followRejected, async (events, tx) => {
    for (const { data } of events) await deleteMemberships(tx.sql, data.followerId, data.followedId)
  }),
  on(accountDeleted, async (events, tx) => {
    for (const { data } of events) await deleteAllOf(tx.sql, data.accountId)
  }),
]
