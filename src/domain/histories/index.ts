import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import type { History, HistoryId } from './history.ts'
import { deleteHistories, listHistories, selectHistory, selectIdsOf } from './history-store.ts'
import { deleteOfAccounts } from './imported-store.ts'
import type { HistoriesNeeds } from './needs.ts'
import { handlePlacing, placeHistory } from './place-history.ts'
import { handleReading, readHistory } from './read-history.ts'
import { startImport } from './start-import.ts'

export { type History, type HistoryId, historyLimits } from './history.ts'
export type { ImportOutcome, ImportWish } from './start-import.ts'

/** What people bring along of where they were. */
export interface Histories {
  startImport: ReturnType<typeof startImport>
  findHistory(id: HistoryId, accountId: AccountId): Promise<History | undefined>
  /** The latest first, at most twenty. */
  listHistories(accountId: AccountId): Promise<History[]>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

const listed = 20

export function defineHistories(needs: HistoriesNeeds): Histories {
  const { sql } = needs.db
  return {
    startImport: startImport(needs),
    async findHistory(id, accountId) {
      const history = await selectHistory(sql, id)
      return history?.accountId === accountId ? history : undefined
    },
    listHistories: (accountId) => listHistories(sql, accountId, listed),
    reactions: [
      on(accountDeleted, async (events, tx) => {
        const accountIds = events.map(({ data }) => data.accountId)
        const ids = await selectIdsOf(tx.sql, accountIds)
        await deleteHistories(tx.sql, ids)
        await deleteOfAccounts(tx.sql, accountIds)
        tx.afterCommit(() => {
          for (const id of ids) void needs.files.remove(id).catch(() => undefined)
        })
      }),
    ],
    jobs: [readHistory, placeHistory],
    jobHandlers: [handleReading(needs), handlePlacing(needs)],
  }
}
