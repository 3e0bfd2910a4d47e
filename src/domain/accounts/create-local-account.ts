import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { Transaction } from '#platform/db/index.ts'
import type { Account, AccountKind } from './account.ts'
import { insertAccount, insertKey, selectAccounts } from './account-store.ts'
import { localAddresses } from './local-addresses.ts'
import type { AccountsNeeds } from './needs.ts'

export interface NewLocalAccount {
  /** Checked by isValidUsername and found free before. */
  readonly username: string
  readonly displayName?: string
  readonly kind?: AccountKind
  /** Follows need approval; the default, because check-ins go to followers. */
  readonly locked?: boolean
}

const generate = promisify(generateKeyPair)

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
      kind: account.kind ?? 'person',
      locked: account.locked ?? true,
      bot: account.kind === 'service' || account.kind === 'application',
    })
    const pair = await generate('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    await insertKey(tx.sql, {
      accountId: id,
      keyId: localAddresses(needs.origin, account.username).keyId,
      publicPem: pair.publicKey,
      privatePem: pair.privateKey,
    })
    const [created] = await selectAccounts(tx.sql, [id])
    if (!created) throw new Error('A created account is missing.')
    return created
  }
