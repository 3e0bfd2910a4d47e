import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { forgetFollow } from './find-followed.ts'
import { deleteFollowsOf } from './follow-store.ts'
import type { RelationshipsInside } from './needs.ts'
import { deleteRemarksOf } from './remark-store.ts'

/** A deleted account follows nobody and is followed by nobody. */
export const onAccountDeleted = (needs: RelationshipsInside): Reaction =>
  on(accountDeleted, async (events, tx) => {
    for (const { data } of events) {
      await deleteRemarksOf(tx.sql, data.accountId)
      const ended = await deleteFollowsOf(tx.sql, data.accountId)
      const counted = new Map<AccountId, { followers: number; following: number }>()
      for (const follow of ended.filter((candidate) => candidate.state === 'accepted')) {
        forgetFollow(needs, tx, follow)
        const isFollower = follow.followerId === data.accountId
        const other = isFollower ? follow.followedId : follow.followerId
        const change = counted.get(other) ?? { followers: 0, following: 0 }
        counted.set(other, {
          followers: change.followers - (isFollower ? 1 : 0),
          following: change.following - (isFollower ? 0 : 1),
        })
      }
      await needs.accounts.addToCounters(
        tx,
        [...counted].map(([accountId, change]) => ({ accountId, ...change })),
      )
    }
  })
