import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { AccessNeeds } from './needs.ts'
import { moveUser, selectUser } from './user-store.ts'

export type UserReview =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly because: 'not-pending' }

/** A moderator lets somebody in who waits. */
export const approveUser =
  (needs: AccessNeeds) =>
  async (accountId: AccountId, tx?: Transaction): Promise<UserReview> =>
    (await moveUser(tx?.sql ?? needs.db.sql, accountId, { from: 'pending', to: 'active' }))
      ? { kind: 'done' }
      : { kind: 'refused', because: 'not-pending' }

/** A moderator turns somebody away who waits: the account is deleted, and its reactions clear the rest away. */
export const rejectUser =
  (needs: AccessNeeds) =>
  async (accountId: AccountId, tx?: Transaction): Promise<UserReview> => {
    const user = await selectUser(tx?.sql ?? needs.db.sql, accountId)
    if (user?.state !== 'pending') return { kind: 'refused', because: 'not-pending' }
    await needs.accounts.deleteAccount(accountId, tx)
    return { kind: 'done' }
  }
