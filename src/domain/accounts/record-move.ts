import type { AccountId } from './account.ts'
import { selectAccounts, updateColumns } from './account-store.ts'
import { accountMoved, accountUpdated } from './events.ts'
import type { AccountsInside } from './needs.ts'

/**
 * Notes that an account lives on as another one, once: whoever comes to know of it has made sure that the other one
 * names this one as an alias (R10). @returns false when this was known already, or one of them is gone
 */
export const recordMove =
  (needs: AccountsInside) =>
  async (accountId: AccountId, targetId: AccountId): Promise<boolean> =>
    needs.db.transact(async (tx) => {
      const accounts = await selectAccounts(tx.sql, [accountId, targetId])
      const account = accounts.find((candidate) => candidate.id === accountId)
      if (!account || accounts.length !== 2 || account.movedToId === targetId) return false
      await updateColumns(tx.sql, accountId, { moved_to_id: targetId })
      tx.forget(() => needs.known.forget(accountId))
      const subject = `account:${accountId}`
      await needs.announce(tx, accountMoved, { subject, data: { accountId, targetId } })
      if (account.domain === null) await needs.announce(tx, accountUpdated, { subject, data: { accountId } })
      return true
    })
