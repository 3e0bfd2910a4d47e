import type { AccountId } from '#domain/accounts/index.ts'
import type { ActionNeeds } from './needs.ts'
import { type ActionOutcome, done, findTarget, idOf, refused, type Staff } from './staff.ts'

/** Deletes everything of an account that is suspended already, for good. */
export const deleteData =
  (needs: ActionNeeds) =>
  async (staff: Staff, targetId: AccountId): Promise<ActionOutcome> => {
    const found = await findTarget(needs, staff, targetId)
    if (!found.ok) return found
    if (!found.target.suspendedAt) return refused('not_allowed')
    await needs.db.transact(async (tx) => {
      await needs.accounts.deleteAccount(targetId, tx)
      await needs.audit.record(tx, {
        staffId: idOf(staff),
        action: 'delete_account',
        target: `account:${targetId}`,
        detail: { username: found.target.username },
      })
    })
    return done
  }
