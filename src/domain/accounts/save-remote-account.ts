import type { Account, AccountId } from './account.ts'
import { type RemoteProfile, releaseHandle, selectAccounts, upsertRemote } from './account-store.ts'
import { accountUpdated } from './events.ts'
import { judgeAccount } from './judge-accounts.ts'
import { deleteRemoteKeys, insertKey } from './key-store.ts'
import type { AccountsInside } from './needs.ts'

/** An actor document after all checks: fetched from its own address, its handle confirmed by WebFinger. */
export interface RemoteActor extends RemoteProfile {
  readonly keys: readonly { readonly keyId: string; readonly publicPem: string }[]
}

/** Inserts or refreshes an account of another server. The keys replace those known before. */
export const saveRemoteAccount =
  (needs: AccountsInside) =>
  async ({ keys, ...profile }: RemoteActor): Promise<Account> => {
    if (new URL(profile.uri).origin === needs.origin) {
      throw new Error('An account of this server cannot come from elsewhere.')
    }
    const judge = await needs.policies.getJudge()
    return needs.db.transact(async (tx) => {
      await releaseHandle(tx.sql, profile.username, profile.domain, profile.uri)
      const id = await upsertRemote(tx.sql, needs.ids.next<AccountId>(), profile)
      await deleteRemoteKeys(tx.sql, id)
      for (const key of keys) await insertKey(tx.sql, { accountId: id, privatePem: null, ...key })
      const [account] = await selectAccounts(tx.sql, [id])
      if (!account) throw new Error('A saved account is missing.')
      tx.forget(() => needs.known.forget(id))
      await needs.announce(tx, accountUpdated, { subject: `account:${id}`, data: { accountId: id } })
      return judgeAccount(judge, account)
    })
  }
