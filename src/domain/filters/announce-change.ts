import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { filtersChanged } from './events.ts'
import type { FiltersInside } from './needs.ts'

/** To be called in the transaction that changes somebody's filters: memory and open apps learn of it after the commit. */
export async function announceChange(
  { announce, compiled }: Pick<FiltersInside, 'announce' | 'compiled'>,
  tx: Transaction,
  accountId: AccountId,
): Promise<void> {
  tx.forget(() => compiled.forget(accountId))
  await announce(tx, filtersChanged, { subject: `filters:${accountId}`, data: { accountId } })
}
