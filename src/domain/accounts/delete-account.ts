import type { AccountId } from './account.ts'
import { selectAccounts, updateColumns } from './account-store.ts'
import { accountDeleted } from './events.ts'
import type { AccountsInside } from './needs.ts'

/**
 * Deletes an account: the profile is emptied at once, the name stays taken, reactions remove posts, follows,
 * sessions and tokens. Deleting twice is the same as once.
 */
export const deleteAccount =
  (needs: AccountsInside) =>
  async (accountId: AccountId): Promise<void> =>
    needs.db.transact(async (tx) => {
      const [account] = await selectAccounts(tx.sql, [accountId])
      if (!account || account.deletedAt) return
      await updateColumns(tx.sql, accountId, {
        deleted_at: new Date(),
        display_name: '',
        bio: '',
        fields: tx.sql.json([]),
        avatar_key: null,
        header_key: null,
        avatar_url: null,
        header_url: null,
      })
      tx.afterCommit(() => needs.known.forget(accountId))
      await needs.announce(tx, accountDeleted, {
        subject: `account:${accountId}`,
        data: { accountId, local: account.domain === null },
      })
    })
