import type { AccountId } from '#domain/accounts/index.ts'
import { endWaking, isAsleep, refillHome, startWaking } from './dormant-store.ts'
import type { TimelinesNeeds } from './needs.ts'

/** Rows that a home keeps: twenty of the largest pages. Older posts are found at their authors'. */
export const homeLength = 800

/**
 * Fills the home of somebody who comes back; to be called before a home is read from the table. Fan-out fills it again
 * from the first commit on, and the second fills in what was missed: so no post falls between, and a crash in the
 * middle is made good by the next reading.
 * @returns whether it was filled by this call
 */
export async function wakeHome(needs: Pick<TimelinesNeeds, 'db'>, accountId: AccountId): Promise<boolean> {
  if (!(await isAsleep(needs.db.sql, accountId))) return false
  if (!(await startWaking(needs.db.sql, accountId))) return false
  await needs.db.transact(async ({ sql }) => {
    await refillHome(sql, accountId, homeLength)
    await endWaking(sql, accountId)
  })
  return true
}
