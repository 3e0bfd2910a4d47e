import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { HistorySource } from './history.ts'

/** The only SQL on imported_visits and imported_venues. */
type Runner = Sql | TransactionSql

interface Key {
  readonly accountId: AccountId
  readonly source: HistorySource
}

/** Which visits somebody has brought before. Uses the primary key. */
export async function selectKnown(
  sql: Runner,
  { accountId, source }: Key,
  sourceIds: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ sourceId: string }[]>`
    select source_id from imported_visits
    where account_id = ${accountId} and source = ${source} and source_id = any(${[...sourceIds]}::text[])
  `
  return new Set(rows.map((row) => row.sourceId))
}

/** @throws when it is there already: another worker was faster, and the transaction must not hold. */
export async function insertVisit(
  sql: Runner,
  key: Key & { sourceId: string; postId: PostId },
): Promise<void> {
  await sql`
    insert into imported_visits (account_id, source, source_id, post_id)
    values (${key.accountId}, ${key.source}, ${key.sourceId}, ${key.postId})
  `
}

/** Uses the primary key. */
export async function selectVenue(
  sql: Runner,
  { accountId, source, sourceId }: Key & { sourceId: string },
): Promise<PlaceId | undefined> {
  const [row] = await sql<{ placeId: PlaceId }[]>`
    select place_id from imported_venues
    where account_id = ${accountId} and source = ${source} and source_id = ${sourceId}
  `
  return row?.placeId
}

export async function saveVenue(
  sql: Runner,
  { accountId, source, sourceId, placeId }: Key & { sourceId: string; placeId: PlaceId },
): Promise<void> {
  await sql`
    insert into imported_venues (account_id, source, source_id, place_id)
    values (${accountId}, ${source}, ${sourceId}, ${placeId})
    on conflict (account_id, source, source_id) do update set place_id = excluded.place_id
  `
}

export async function deleteOfAccounts(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from imported_visits where account_id = any(${[...accountIds]}::bigint[])`
  await sql`delete from imported_venues where account_id = any(${[...accountIds]}::bigint[])`
}
