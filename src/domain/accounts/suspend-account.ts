import type { AccountId } from './account.ts'
import { updateColumns } from './account-store.ts'
import { accountSuspended, accountUpdated } from './events.ts'
import type { AccountsInside } from './needs.ts'

/** Suspends an account, or lifts the suspension. A suspended account can neither act nor be seen. */
export const suspendAccount =
  (needs: AccountsInside) =>
  async (accountId: AccountId, suspended: boolean): Promise<void> =>
    needs.db.transact(async (tx) => {
      await updateColumns(tx.sql, accountId, { suspended_at: suspended ? new Date() : null })
      tx.afterCommit(() => needs.known.forget(accountId))
      const event = suspended ? accountSuspended : accountUpdated
      await needs.announce(tx, event, { subject: `account:${accountId}`, data: { accountId } })
    })
