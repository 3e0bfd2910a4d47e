import { LRUCache } from 'lru-cache'
import { type AccountId, ownKeyChanges } from '#domain/accounts/index.ts'
import { serverKeyId } from '../fetch/index.ts'
import { importPrivateKey, type SigningKey } from '../signatures/index.ts'
import type { SendNeeds } from './needs.ts'

/** The key by which a local account signs, from memory where it was used lately. */
export type GetSigningKey = (accountId: AccountId) => Promise<SigningKey>

export function createGetSigningKey(needs: Pick<SendNeeds, 'accounts' | 'db' | 'origin'>): GetSigningKey {
  const keys = new LRUCache<AccountId, SigningKey>({ max: 2000, ttl: 10 * 60 * 1000 })
  needs.db.changes.watch(ownKeyChanges, () => keys.clear())
  return async (accountId) => {
    const kept = keys.get(accountId)
    if (kept) return kept
    const [account, stored] = await Promise.all([
      needs.accounts.findAccount(accountId),
      needs.accounts.findOwnKey(accountId),
    ])
    if (!account || !stored?.privatePem) throw new Error('A local account has no key to sign with.')
    const key = {
      keyId: account.kind === 'application' ? serverKeyId(needs.origin, account, stored.keyId) : stored.keyId,
      privateKey: importPrivateKey(stored.privatePem),
    }
    keys.set(accountId, key)
    return key
  }
}
