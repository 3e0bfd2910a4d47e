import type { AccountId } from '#domain/accounts/index.ts'
import type { Database } from '#platform/db/index.ts'
import { deleteFiltered, releaseFiltered } from './notification-store.ts'
import { deleteRequests, insertPermissions } from './policy-store.ts'

/** Lets senders through, now and later: what waited is told. Unknown ids are left out. */
export const acceptRequests =
  ({ db }: { readonly db: Database }) =>
  async (accountId: AccountId, ids: readonly string[]): Promise<number> =>
    db.transact(async (tx) => {
      const senders = await deleteRequests(tx.sql, accountId, ids)
      await insertPermissions(tx.sql, accountId, senders)
      await releaseFiltered(tx.sql, accountId, senders)
      return senders.length
    })

/** Throws away what waited; the next one opens a request again. Unknown ids are left out. */
export const dismissRequests =
  ({ db }: { readonly db: Database }) =>
  async (accountId: AccountId, ids: readonly string[]): Promise<number> =>
    db.transact(async (tx) => {
      const senders = await deleteRequests(tx.sql, accountId, ids)
      await deleteFiltered(tx.sql, accountId, senders)
      return senders.length
    })
