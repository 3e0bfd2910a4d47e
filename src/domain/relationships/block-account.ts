import type { AccountId } from '#domain/accounts/index.ts'
import { endFollowIn, rejectFollowIn } from './answer-follow.ts'
import { deleteBlock, insertBlock } from './block-store.ts'
import { accountBlocked, accountUnblocked } from './events.ts'
import type { RelationshipsInside } from './needs.ts'

interface Pair {
  readonly blockerId: AccountId
  readonly blockedId: AccountId
  /** The Block activity's id, when it came from another server. */
  readonly uri?: string | undefined
}

/** Blocks, which ends follows both ways. @returns false when one would block oneself. */
export const blockAccount =
  (needs: RelationshipsInside) =>
  async ({ blockerId, blockedId, uri }: Pair): Promise<boolean> => {
    if (blockerId === blockedId) return false
    await needs.db.transact(async (tx) => {
      const id = needs.ids.next()
      if (!(await insertBlock(tx.sql, { id, blockerId, blockedId, uri: uri ?? null }))) return
      await endFollowIn(needs, tx, { followerId: blockerId, followedId: blockedId })
      // Said by itself, too: not every server ends follows at a Block, and one lifted at once may never be sent.
      await rejectFollowIn(needs, tx, { followerId: blockedId, followedId: blockerId })
      tx.forget(() => [blockerId, blockedId].forEach(needs.hidden.forget))
      await needs.announce(tx, accountBlocked, {
        subject: `block:${blockerId}:${blockedId}`,
        data: { blockerId, blockedId, blockId: id },
      })
    })
    return true
  }

/** @returns false when there was no block. */
export const unblockAccount =
  (needs: RelationshipsInside) =>
  async ({ blockerId, blockedId }: Pair): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const id = await deleteBlock(tx.sql, blockerId, blockedId)
      if (id === undefined) return false
      tx.forget(() => [blockerId, blockedId].forEach(needs.hidden.forget))
      await needs.announce(tx, accountUnblocked, {
        subject: `block:${blockerId}:${blockedId}`,
        data: { blockerId, blockedId, blockId: id },
      })
      return true
    })
