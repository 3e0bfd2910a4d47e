import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { authenticateClient, type ClientCredentials } from './authenticate-client.ts'
import { accessEnded } from './events.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, isSecretShaped } from './secrets.ts'
import type { TokenId } from './token.ts'
import { revokeToken as markRevoked, selectToken } from './token-store.ts'

export type RevocationResult =
  /** Also for a token that there is not: it does not work, which is what was asked for (RFC 7009, 2.2). */
  | { readonly kind: 'revoked' }
  | { readonly kind: 'refused'; readonly error: 'invalid_client' | 'unauthorized_client' }

/** An app gives a token of its own back. @param forget takes the token out of memory */
export const revokeToken =
  (needs: AccessNeeds, forget: (token: string) => void) =>
  async (request: ClientCredentials & { readonly token: string }): Promise<RevocationResult> => {
    const app = await authenticateClient(needs, request)
    if (!app) return { kind: 'refused', error: 'invalid_client' }
    if (!isSecretShaped(request.token)) return { kind: 'revoked' }
    const token = await selectToken(needs.db.sql, hashSecret(request.token))
    if (!token) return { kind: 'revoked' }
    if (token.appId !== app.id) return { kind: 'refused', error: 'unauthorized_client' }
    await needs.db.transact((tx) => endToken(needs, tx, token))
    forget(request.token)
    return { kind: 'revoked' }
  }

/** Revokes a token and says so. */
export async function endToken(
  needs: Pick<AccessNeeds, 'announce' | 'clock'>,
  tx: Transaction,
  { id, accountId }: { id: TokenId; accountId: AccountId | null },
): Promise<void> {
  await markRevoked(tx.sql, id, new Date(needs.clock.now()))
  if (accountId === null) return
  await needs.announce(tx, accessEnded, {
    subject: `access:${accountId}`,
    data: { accountId, tokenId: id },
  })
}
