import { generateKeyPairSync } from 'node:crypto'
import type { Account } from './account.ts'
import { type AccountKey, insertKey, selectOwnKey } from './key-store.ts'
import { localAddresses } from './local-addresses.ts'
import type { AccountsNeeds } from './needs.ts'

/** The Ed25519 key of a local account, made at the first call; any number of processes may ask at once. */
export const getObjectKey =
  (needs: AccountsNeeds) =>
  async (account: Account): Promise<AccountKey> => {
    const { sql } = needs.db
    const known = await selectOwnKey(sql, account.id, 'ed25519')
    if (known) return known
    if (account.domain !== null) throw new Error('Only accounts of this server have keys of their own.')
    // Some fifty microseconds: no work for another thread.
    const pair = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const keyId = localAddresses(needs.origin, account.username).objectKeyId
    await insertKey(
      sql,
      { accountId: account.id, keyId, publicPem: pair.publicKey, privatePem: pair.privateKey },
      'ed25519',
    )
    const made = await selectOwnKey(sql, account.id, 'ed25519')
    if (!made) throw new Error('A key that was made is missing.')
    return made
  }
