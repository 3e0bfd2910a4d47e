import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import type { JobHandler, JobType } from '#platform/jobs/index.ts'
import { type Import, type ImportId, importLimits } from './import.ts'
import { deleteOfAccounts, selectImport, selectImports } from './import-store.ts'
import type { ImportsNeeds } from './needs.ts'
import { startImport } from './start-import.ts'
import { handleWorking, workOnImport } from './work-on-import.ts'

export { type Import, type ImportId, type ImportKind, importKinds, importLimits } from './import.ts'
export type { ImportOutcome, ImportWish } from './start-import.ts'

/** What people bring along of their accounts elsewhere. */
export interface Imports {
  startImport: ReturnType<typeof startImport>
  findImport(id: ImportId, accountId: AccountId): Promise<Import | undefined>
  /** The latest first, as many as are kept. */
  listImports(accountId: AccountId): Promise<Import[]>
  readonly reactions: readonly Reaction[]
  readonly jobs: readonly JobType<unknown>[]
  readonly jobHandlers: readonly JobHandler[]
}

export function defineImports(needs: ImportsNeeds): Imports {
  const { sql } = needs.db
  return {
    startImport: startImport(needs),
    async findImport(id, accountId) {
      const one = await selectImport(sql, id)
      return one?.accountId === accountId ? one : undefined
    },
    listImports: (accountId) => selectImports(sql, accountId, importLimits.kept),
    reactions: [
      on(accountDeleted, (events, tx) =>
        deleteOfAccounts(
          tx.sql,
          events.map(({ data }) => data.accountId),
        ),
      ),
    ],
    jobs: [workOnImport],
    jobHandlers: [handleWorking(needs)],
  }
}
