import type { Sql, TransactionSql } from '#platform/db/index.ts'

/** SQL on place_words: every word of a name, once, with the numbers under which misspelt ones find it. */
type Runner = Sql | TransactionSql

export interface WordRow {
  readonly word: string
  readonly keys: readonly number[]
}

/** In order, so that concurrent imports never deadlock. */
export async function insertWords(sql: Runner, words: readonly WordRow[]): Promise<void> {
  if (words.length === 0) return
  const rows = JSON.stringify(words.toSorted((a, b) => (a.word < b.word ? -1 : 1)))
  await sql`
    insert into place_words (word, keys)
    select word, keys from json_to_recordset(${rows}::text::json) as given (word text, keys int[])
    order by word
    on conflict (word) do nothing
  `
}

/** Words that share a number with these. Uses place_words_keys. */
export async function selectLikeWords(
  sql: Runner,
  keys: readonly number[],
  { least, most, limit }: { least: number; most: number; limit: number },
): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await sql<{ word: string }[]>`
    select word from place_words
    where keys && ${[...keys]}::int[] and length(word) between ${least} and ${most}
    limit ${limit}
  `
  return rows.map((row) => row.word)
}

export async function hasWord(sql: Runner, word: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select exists (select from place_words where word = ${word}) as found
  `
  return row?.found ?? false
}

/** Names of places behind an id, in order of id, for those who learn words from what is there already. */
export async function selectNamesAfter(
  sql: Runner,
  after: string,
  limit: number,
): Promise<{ id: string; name: string; names: { name: string }[] | null }[]> {
  return sql<{ id: string; name: string; names: { name: string }[] | null }[]>`
    select id, name, names from places where id > ${after} and not private order by id limit ${limit}
  `
}
