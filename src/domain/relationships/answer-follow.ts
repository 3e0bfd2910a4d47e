import type { Transaction } from '#platform/db/index.ts'
import { followEnded, followRejected } from './events.ts'
import { forgetFollow } from './find-followed.ts'
import { deleteFollow, lockFollow, updateFollows } from './follow-store.ts'
import type { RelationshipsInside } from './needs.ts'
import type { Pair } from './pair-store.ts'
import type { Follow } from './relationship.ts'
import { deleteEndorsement } from './remark-store.ts'
import { announceAccepted, factOf } from './request-follow.ts'

/** The followed account says yes to an open request (R9). @returns false when none is open. */
export const acceptFollow =
  (needs: RelationshipsInside) =>
  async ({ followerId, followedId }: Pair): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const follow = await lockFollow(tx.sql, followerId, followedId)
      if (follow?.state !== 'requested') return false
      const accepted: Follow = { ...follow, state: 'accepted' }
      await updateFollows(tx.sql, [accepted])
      await announceAccepted(needs, tx, [accepted], { wasRequested: true })
      return true
    })

/** The followed account says no, or ends a follow it had accepted. @returns false when there is none. */
export const rejectFollow =
  (needs: RelationshipsInside) =>
  async ({ followerId, followedId }: Pair): Promise<boolean> =>
    needs.db.transact((tx) => rejectFollowIn(needs, tx, { followerId, followedId }))

export async function rejectFollowIn(
  needs: RelationshipsInside,
  tx: Transaction,
  pair: Pair,
): Promise<boolean> {
  const follow = await lockFollow(tx.sql, pair.followerId, pair.followedId)
  if (!follow) return false
  await remove(needs, tx, follow)
  await needs.announce(tx, followRejected, factOf(follow))
  return true
}

/** The follower ends it, or takes the request back. @returns false when there is none. */
export const endFollow =
  (needs: RelationshipsInside) =>
  async ({ followerId, followedId }: Pair): Promise<boolean> =>
    needs.db.transact((tx) => endFollowIn(needs, tx, { followerId, followedId }))

export async function endFollowIn(needs: RelationshipsInside, tx: Transaction, pair: Pair): Promise<boolean> {
  const follow = await lockFollow(tx.sql, pair.followerId, pair.followedId)
  if (!follow) return false
  await remove(needs, tx, follow)
  const fact = factOf(follow)
  await needs.announce(tx, followEnded, { ...fact, data: { ...fact.data, state: follow.state } })
  return true
}

async function remove(needs: RelationshipsInside, tx: Transaction, follow: Follow): Promise<void> {
  await deleteFollow(tx.sql, follow.followerId, follow.followedId)
  await deleteEndorsement(tx.sql, follow.followerId, follow.followedId)
  if (follow.state !== 'accepted') return
  forgetFollow(needs, tx, follow)
  await needs.accounts.addToCounters(tx, [
    { accountId: follow.followerId, following: -1 },
    { accountId: follow.followedId, followers: -1 },
  ])
}
