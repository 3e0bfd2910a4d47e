import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { accessEnded } from './events.ts'
import type { AccessNeeds } from './needs.ts'
import { hashSecret } from './secrets.ts'
import { deleteSessionsOf } from './session-store.ts'
import { deleteCodesOf, revokeTokensOf } from './token-store.ts'

/**
 * Ends sessions, codes and tokens of accounts, and says so (R19).
 * @param exceptSession the token of the session that stays: that of the person who asks
 */
export const endAllAccess =
  (needs: Pick<AccessNeeds, 'announce'>) =>
  async (
    tx: Transaction,
    accountIds: readonly AccountId[],
    { at, exceptSession }: { at: Date; exceptSession?: string | undefined },
  ): Promise<void> => {
    await deleteSessionsOf(tx.sql, accountIds, exceptSession ? hashSecret(exceptSession) : null)
    await deleteCodesOf(tx.sql, accountIds)
    await revokeTokensOf(tx.sql, accountIds, at)
    for (const accountId of accountIds) {
      await needs.announce(tx, accessEnded, {
        subject: `access:${accountId}`,
        data: { accountId, tokenId: null },
      })
    }
  }
