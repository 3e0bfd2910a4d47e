import type { AccountId } from '#domain/accounts/index.ts'
import { endFollowIn, rejectFollowIn } from './answer-follow.ts'
import { insertDomainBlock } from './domain-block-store.ts'
import { listFollowsWithDomain } from './follow-store.ts'
import type { RelationshipsInside } from './needs.ts'

/** Follows ended in one transaction. */
const batch = 100

/**
 * Hides everybody of a domain from an account, and ends the follows between them, both ways: the rest of them in
 * further transactions when they are many.
 */
export const blockDomain =
  (needs: RelationshipsInside) =>
  async (accountId: AccountId, domain: string): Promise<void> => {
    await insertDomainBlock(needs.db.sql, { id: needs.ids.next(), accountId, domain })
    needs.hidden.forget(accountId)
    for (let more = true; more; ) {
      more = await needs.db.transact(async (tx) => {
        const follows = await listFollowsWithDomain(tx.sql, accountId, domain, batch)
        for (const follow of follows) {
          const end = follow.followerId === accountId ? endFollowIn : rejectFollowIn
          await end(needs, tx, follow)
        }
        return follows.length === batch
      })
    }
  }
