import type { AccountId } from '#domain/accounts/index.ts'
import { type Import, type ImportId, type ImportKind, importLimits } from './import.ts'
import { countOpen, insertImport, pruneImports } from './import-store.ts'
import type { ImportsNeeds } from './needs.ts'
import { readImport } from './read-import.ts'
import { readTable } from './read-table.ts'
import { workOnImport } from './work-on-import.ts'

export interface ImportWish {
  readonly accountId: AccountId
  readonly kind: ImportKind
  readonly mode: Import['mode']
  readonly fileName: string
  /** A temporary file of the caller's: CSV in UTF-8, at most `importLimits.fileBytes`, or an archive that has one. */
  readonly path: string
}

export type ImportOutcome =
  | { readonly ok: true; readonly import: Import }
  | { readonly ok: false; readonly because: 'too_large' | 'busy' }
  /** `problem` is a sentence, fit to be shown. */
  | { readonly ok: false; readonly because: 'unreadable'; readonly problem: string }

/** Reads a file whole and writes down its rows, to be worked off soon. */
export const startImport =
  (needs: ImportsNeeds) =>
  async ({ path, ...wish }: ImportWish): Promise<ImportOutcome> => {
    const file = await readTable(path, wish.kind)
    if (!file.ok) return file
    const text = decode(file.content)
    if (text === undefined)
      return { ok: false, because: 'unreadable', problem: 'The file is no text in UTF-8.' }
    const own = [needs.handleDomain, new URL(needs.origin).host]
    const read = readImport(wish.kind, text, own)
    if (!read.ok) return { ok: false, because: 'unreadable', problem: read.problem }
    const [first] = read.bad
    // What such a row means would be removed, because nobody can read it.
    if (wish.mode === 'overwrite' && first) {
      const problem = `Line ${first.line}: ${first.reason} Mend it first, or merge.`
      return { ok: false, because: 'unreadable', problem }
    }
    if ((await countOpen(needs.db.sql, wish.accountId)) >= importLimits.open)
      return { ok: false, because: 'busy' }
    const id = needs.ids.next<ImportId>()
    const written = await needs.db.transact(async (tx) => {
      const one = await insertImport(
        tx.sql,
        {
          ...wish,
          id,
          fileName: wish.fileName.replaceAll('\0', '').slice(0, 200),
          total: read.rows.length + read.bad.length,
          failed: read.bad.length,
          failures: read.bad.slice(0, importLimits.failures),
          createdAt: new Date(needs.clock.now()),
        },
        read.rows,
      )
      await pruneImports(tx.sql, wish.accountId, importLimits.kept)
      await needs.jobs.enqueue(tx, workOnImport, { id, round: 0 }, { lane: wish.accountId })
      return one
    })
    return { ok: true, import: written }
  }

function decode(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return undefined
  }
}
