import type { AccountId } from '#domain/accounts/index.ts'
import { type History, type HistoryId, historyLimits } from './history.ts'
import { countOpen, insertHistory, selectHistory } from './history-store.ts'
import type { HistoriesNeeds } from './needs.ts'
import { readHistory } from './read-history.ts'

export interface ImportWish {
  readonly accountId: AccountId
  /** A temporary file of the caller's. */
  readonly path: string
  readonly size: number
  readonly fileName: string
  readonly visibility: History['visibility']
}

export type ImportOutcome =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly because: 'too_large' | 'empty' | 'busy' }

/** Takes a file in, to be read soon. One at a time for each account. */
export const startImport =
  (needs: HistoriesNeeds) =>
  async ({ path, size, ...wish }: ImportWish): Promise<ImportOutcome> => {
    if (size > historyLimits.fileBytes) return { ok: false, because: 'too_large' }
    if (size === 0) return { ok: false, because: 'empty' }
    if ((await countOpen(needs.db.sql, wish.accountId)) > 0) return { ok: false, because: 'busy' }
    const id = needs.ids.next<HistoryId>()
    await needs.files.keep(id, path)
    await needs.db.transact(async (tx) => {
      await insertHistory(tx.sql, {
        ...wish,
        id,
        fileName: wish.fileName.replaceAll('\0', '').slice(0, 200),
        createdAt: new Date(needs.clock.now()),
      })
      await needs.jobs.enqueue(tx, readHistory, { id }, { dedupeKey: id })
    })
    const history = await selectHistory(needs.db.sql, id)
    if (!history) throw new Error('An import is gone as soon as it was written.')
    return { ok: true, history }
  }
