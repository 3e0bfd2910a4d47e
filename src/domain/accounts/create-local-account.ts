import type { Transaction } from '#platform/db/index.ts'
import type { Account, AccountId, AccountKind } from './account.ts'
import { insertAccount, selectAccounts } from './account-store.ts'
import { insertKey, selectOwnKey } from './key-store.ts'
import { localAddresses } from './local-addresses.ts'
import { makeSigningKey } from './make-signing-key.ts'
import type { AccountsNeeds } from './needs.ts'

export interface NewLocalAccount {
  /** Checked by isValidUsername and found free before. */
  readonly username: string
  readonly displayName?: string
  readonly bio?: string
  readonly kind?: AccountKind
  /** Follows need approval; the default, because check-ins go to followers. */
  readonly locked?: boolean
  /** A local account whose key pair it shares; by default it has one of its own. */
  readonly keyOf?: AccountId
}

/**
 * Creates a local account with its signing key (RSA-2048: what every server of the network verifies).
 * @throws unique_violation on accounts_handle when the name was taken meanwhile.
 */
export const createLocalAccount =
  (needs: AccountsNeeds) =>
  async (tx: Transaction, account: NewLocalAccount): Promise<Account> => {
    const id = needs.ids.next<Account['id']>()
    await insertAccount(tx.sql, {
      id,
      username: account.username,
      displayName: account.displayName ?? '',
      bio: account.bio ?? '',
      kind: account.kind ?? 'person',
      locked: account.locked ?? true,
      bot: account.kind === 'service' || account.kind === 'application',
    })
    const shared = account.keyOf && (await selectOwnKey(tx.sql, account.keyOf, 'rsa'))
    const pair = shared ?? (await makeSigningKey())
    await insertKey(tx.sql, {
      accountId: id,
      keyId: localAddresses(needs.origin, account.username).keyId,
      publicPem: pair.publicPem,
      privatePem: pair.privatePem,
    })
    const [created] = await selectAccounts(tx.sql, [id])
    if (!created) throw new Error('A created account is missing.')
    return { ...created, mediaRejected: false }
  }
