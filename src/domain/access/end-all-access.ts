import type { AccountId } from '#domain/accounts/index.ts'
import type { TransactionSql } from '#platform/db/index.ts'
import { hashSecret } from './secrets.ts'
import { deleteSessionsOf } from './session-store.ts'
import { deleteCodesOf, revokeTokensOf } from './token-store.ts'

/**
 * Ends sessions, codes and tokens of accounts (R19).
 * @param exceptSession the token of the session that stays: that of the person who asks
 */
export async function endAllAccess(
  sql: TransactionSql,
  accountIds: readonly AccountId[],
  { at, exceptSession }: { at: Date; exceptSession?: string | undefined },
): Promise<void> {
  await deleteSessionsOf(sql, accountIds, exceptSession ? hashSecret(exceptSession) : null)
  await deleteCodesOf(sql, accountIds)
  await revokeTokensOf(sql, accountIds, at)
}
