import type { PostId } from '#domain/posts/index.ts'
import type { TransactionSql } from '#platform/db/index.ts'
import { configurationOf } from './languages.ts'
import { selectTexts, upsertWords } from './search-store.ts'
import { segmentWords } from './segment-words.ts'

const maxCharacters = 20_000

/** Puts posts into the index, or again after an edit. Boosts have no words. */
export async function indexPosts(sql: TransactionSql, ids: readonly PostId[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await selectTexts(sql, ids)
  await upsertWords(
    sql,
    rows.map((row) => ({
      ...row,
      words: segmentWords(row.text.slice(0, maxCharacters), 'text'),
      configuration: configurationOf(row.language),
    })),
  )
}
