import { policyChanges } from '#domain/policies/index.ts'
import { all, type Transaction } from '#platform/db/index.ts'
import type { AccountId } from './account.ts'
import { lockAccount, updateColumns } from './account-store.ts'
import { accountSuspended, accountUpdated } from './events.ts'
import type { AccountsInside } from './needs.ts'

/** What moderators may say of an account; absent members stay as they are. */
export interface Restrictions {
  /** It can neither act nor be seen. */
  readonly suspended?: boolean
  /** Strangers are not shown what it does. */
  readonly limited?: boolean
  /** All its media count as sensitive. */
  readonly sensitised?: boolean
}

/** Restricts an account or frees it, in the caller's transaction. @returns false when nothing changed */
export const restrictAccount =
  (needs: AccountsInside) =>
  async (tx: Transaction, accountId: AccountId, wanted: Restrictions): Promise<boolean> => {
    const [account] = await lockAccount(tx.sql, accountId)
    if (!account) return false
    const before = {
      suspended: account.suspendedAt !== null,
      limited: account.limitedAt !== null,
      sensitised: account.sensitisedAt !== null,
    }
    const changed = (Object.keys(before) as (keyof Restrictions)[]).filter(
      (name) => wanted[name] !== undefined && wanted[name] !== before[name],
    )
    if (changed.length === 0) return false
    const at = new Date(needs.clock.now())
    await updateColumns(
      tx.sql,
      accountId,
      Object.fromEntries(changed.map((name) => [`${name}_at`, wanted[name] ? at : null])),
    )
    tx.forget(() => {
      needs.known.forget(accountId)
      // Posts are remembered as sensitive or not.
      if (changed.includes('sensitised')) needs.db.changes.tell(policyChanges, all)
    })
    const event = changed.includes('suspended') && wanted.suspended ? accountSuspended : accountUpdated
    await needs.announce(tx, event, { subject: `account:${accountId}`, data: { accountId } })
    return true
  }
