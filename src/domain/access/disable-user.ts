import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { endAllAccess } from './end-all-access.ts'
import type { AccessNeeds } from './needs.ts'
import { moveUser } from './user-store.ts'

/** A moderator shuts somebody out: all that is open ends (R19). @returns false when the user is not active */
export const disableUser =
  (needs: Pick<AccessNeeds, 'announce' | 'clock'>, forget: () => void) =>
  async (tx: Transaction, accountId: AccountId): Promise<boolean> => {
    if (!(await moveUser(tx.sql, accountId, { from: 'active', to: 'disabled' }))) return false
    tx.forget(forget)
    await endAllAccess(needs)(tx, [accountId], { at: new Date(needs.clock.now()) })
    return true
  }

/** Lets somebody in again who was shut out. */
export const enableUser =
  (forget: () => void) =>
  async (tx: Transaction, accountId: AccountId): Promise<boolean> => {
    if (!(await moveUser(tx.sql, accountId, { from: 'disabled', to: 'active' }))) return false
    tx.forget(forget)
    return true
  }
