import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AppId } from './app.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret, newSecret } from './secrets.ts'
import type { NewToken, TokenId } from './token.ts'
import { insertToken } from './token-store.ts'

/** Makes a token. It does not expire: apps of this API cannot refresh one. */
export async function issueToken(
  needs: AccessNeeds,
  sql: Sql | TransactionSql,
  grant: { appId: AppId; accountId: AccountId | null; scopes: readonly string[] },
): Promise<{ token: NewToken; tokenId: TokenId }> {
  const accessToken = newSecret()
  const tokenId = needs.ids.next<TokenId>()
  const createdAt = new Date(needs.clock.now())
  await insertToken(sql, {
    id: tokenId,
    tokenHash: hashSecret(accessToken),
    appId: grant.appId,
    accountId: grant.accountId,
    scopes: grant.scopes,
    createdAt,
  })
  return { token: { accessToken, scopes: grant.scopes, createdAt }, tokenId }
}
