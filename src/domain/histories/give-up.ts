import type { Transaction } from '#platform/db/index.ts'
import type { History, HistoryId } from './history.ts'
import { deleteFinds, failHistory } from './history-store.ts'
import type { HistoriesNeeds } from './needs.ts'

/**
 * Ends a history that goes no further, and forgets its file and what was not placed of it.
 * @param end.during the state that it must be in still: another worker may have brought it on meanwhile
 * @param end.because fit to be shown
 */
export async function giveUp(
  needs: Pick<HistoriesNeeds, 'clock' | 'files'>,
  tx: Transaction,
  id: HistoryId,
  { during, because }: { during: History['state']; because: string },
): Promise<void> {
  const at = new Date(needs.clock.now())
  if (!(await failHistory(tx.sql, id, { during, because, at }))) return
  await deleteFinds(tx.sql, id)
  tx.afterCommit(() => void needs.files.remove(id).catch(() => undefined))
}
