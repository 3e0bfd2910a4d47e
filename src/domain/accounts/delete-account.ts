import type { Transaction } from '#platform/db/index.ts'
import type { AccountId } from './account.ts'
import { selectAccounts, updateColumns } from './account-store.ts'
import { accountDeleted } from './events.ts'
import type { AccountsInside } from './needs.ts'

/**
 * Deletes an account: the profile is emptied at once, the name stays taken, reactions remove posts, follows,
 * sessions and tokens. Deleting twice is the same as once.
 * @param given the caller's transaction, if it has one
 */
export const deleteAccount =
  (needs: AccountsInside) =>
  async (accountId: AccountId, given?: Transaction): Promise<void> => {
    const act = async (tx: Transaction) => {
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
      tx.forget(() => needs.known.forget(accountId))
      await needs.announce(tx, accountDeleted, {
        subject: `account:${accountId}`,
        data: { accountId, local: account.domain === null },
      })
    }
    await (given ? act(given) : needs.db.transact(act))
  }
