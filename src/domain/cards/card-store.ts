import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Card } from './card.ts'

/** The only SQL on cards. */
type Runner = Sql | TransactionSql

const columns = [
  'url',
  'final_url',
  'kind',
  'title',
  'description',
  'author_name',
  'author_url',
  'author_id',
  'provider_name',
  'provider_url',
  'html',
  'embed_url',
  'width',
  'height',
  'image_key',
  'image_description',
  'blurhash',
  'published_at',
  'language',
  'is_empty',
  'fetched_at',
]

/** Uses the primary key. */
export async function selectCards(sql: Runner, urls: readonly string[]): Promise<Card[]> {
  if (urls.length === 0) return []
  return sql<Card[]>`select ${sql(columns)} from cards where url = any(${[...urls]}::text[])`
}

/** Writes a card, or replaces it. @returns the storage key of the picture that stood there before */
export async function saveCard(sql: TransactionSql, card: Card): Promise<string | null> {
  const [before] = await sql<{ imageKey: string | null }[]>`
    select image_key from cards where url = ${card.url} for update
  `
  const row = Object.fromEntries(
    Object.entries(card).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
  await sql`insert into cards ${sql(row)} on conflict (url) do update set ${sql(row)}`
  return before?.imageKey ?? null
}

/** Uses cards_fetched. @returns addresses and storage keys of the cards that are gone */
export async function deleteOldCards(
  sql: Runner,
  before: Date,
  limit: number,
): Promise<{ url: string; imageKey: string | null }[]> {
  return sql<{ url: string; imageKey: string | null }[]>`
    delete from cards
    where url in (select url from cards where fetched_at < ${before} order by fetched_at limit ${limit})
    returning url, image_key
  `
}
