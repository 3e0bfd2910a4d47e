import type { AccountId } from './account.ts'
import { updateColumns } from './account-store.ts'
import { accountSuspended, accountUpdated } from './events.ts'
import type { AccountsNeeds } from './needs.ts'

/** Suspends an account, or lifts the suspension. A suspended account can neither act nor be seen. */
export const suspendAccount =
  (needs: AccountsNeeds) =>
  async (accountId: AccountId, suspended: boolean): Promise<void> =>
    needs.db.transact(async (tx) => {
      await updateColumns(tx.sql, accountId, { suspended_at: suspended ? new Date() : null })
      const event = suspended ? accountSuspended : accountUpdated
      await needs.announce(tx, event, { subject: `account:${accountId}`, data: { accountId } })
    })
