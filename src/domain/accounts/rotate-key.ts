import type { Account } from './account.ts'
import { lockAccount } from './account-store.ts'
import { accountKeyRotated } from './events.ts'
import { deleteReplacedKeys, insertKey } from './key-store.ts'
import { localAddresses } from './local-addresses.ts'
import { makeSigningKey } from './make-signing-key.ts'
import type { AccountsNeeds } from './needs.ts'

/** Told when an account here signs with another key: what is remembered of keys is forgotten. */
export const ownKeyChanges = 'own-keys'

/** So long the key before stands beside the new one, for what was signed with it and is still on its way. */
const overlapMs = 7 * 24 * 3600 * 1000

/**
 * Gives a local account another signing key, which holds at once, under an id of its own: who remembers keys by their
 * ids asks for the new one. @returns its id
 */
export const rotateKey =
  (needs: AccountsNeeds) =>
  async (account: Account): Promise<string> => {
    if (account.domain !== null) throw new Error('Only accounts of this server have keys of their own.')
    const pair = await makeSigningKey()
    const keyId = `${localAddresses(needs.origin, account.username).uri}#key-${needs.ids.next()}`
    await needs.db.transact(async (tx) => {
      await lockAccount(tx.sql, account.id)
      await insertKey(tx.sql, { accountId: account.id, keyId, ...pair }, 'rsa', new Date(needs.clock.now()))
      tx.forget(() => needs.db.changes.tell(ownKeyChanges, account.id))
      await needs.announce(tx, accountKeyRotated, {
        subject: `account:${account.id}`,
        data: { accountId: account.id },
      })
    })
    return keyId
  }

/** Deletes keys that were replaced so long ago that nothing signed with them is on its way. @returns how many */
export const pruneKeys = (needs: AccountsNeeds) => (): Promise<number> =>
  deleteReplacedKeys(needs.db.sql, new Date(needs.clock.now() - overlapMs))
