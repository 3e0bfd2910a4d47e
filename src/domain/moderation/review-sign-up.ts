import type { AccountId } from '#domain/accounts/index.ts'
import type { ActionNeeds } from './needs.ts'
import { type ActionOutcome, done, findTarget, idOf, refused, type Staff } from './staff.ts'

/** Lets somebody in who waits for approval, or turns them away: then the account is deleted. */
export const reviewSignUp =
  (needs: ActionNeeds) =>
  async (staff: Staff, targetId: AccountId, verdict: 'approve' | 'reject'): Promise<ActionOutcome> => {
    const found = await findTarget(needs, staff, targetId)
    if (!found.ok) return found
    return needs.db.transact(async (tx) => {
      const review = verdict === 'approve' ? needs.access.approveUser : needs.access.rejectUser
      const { kind } = await review(targetId, tx)
      if (kind === 'refused') return refused('not_allowed')
      await needs.audit.record(tx, {
        staffId: idOf(staff),
        action: `${verdict}_account`,
        target: `account:${targetId}`,
        detail: { username: found.target.username },
      })
      return done
    })
  }
