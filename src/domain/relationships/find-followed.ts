import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { filterFollowed } from './follow-store.ts'
import type { RelationshipsInside } from './needs.ts'
import type { Pair } from './pair-store.ts'

/** Whom of some the follower follows, accepted; from memory as long as nothing about them changes. */
export const findFollowed =
  (needs: Pick<RelationshipsInside, 'db' | 'followed'>) =>
  async (followerId: AccountId, among: readonly AccountId[]): Promise<Set<AccountId>> => {
    const keyed = new Map(among.map((followedId) => [keyOf({ followerId, followedId }), followedId]))
    const known = await needs.followed.getAll([...keyed.keys()], async (missing) => {
      const asked = missing.flatMap((key) => keyed.get(key) ?? [])
      const followed = await filterFollowed(needs.db.sql, followerId, asked)
      return new Map(
        asked.map((id) => [keyOf({ followerId, followedId: id }), { follows: followed.has(id) }]),
      )
    })
    return new Set([...keyed].flatMap(([key, id]) => (known.get(key)?.follows ? [id] : [])))
  }

/** To be called in the transaction that makes or ends a follow. */
export function forgetFollow(
  needs: Pick<RelationshipsInside, 'followed'>,
  tx: Transaction,
  pair: Pair,
): void {
  tx.forget(() => needs.followed.forget(keyOf(pair)))
}

function keyOf({ followerId, followedId }: Pair): string {
  return `${followerId}:${followedId}`
}
