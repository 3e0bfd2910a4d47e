import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Cell } from './cells.ts'
import type { Place, PlaceAddress, PlaceId } from './place.ts'

/** SQL of what happens to places once they are there: merged, corrected, reported. */
type Runner = Sql | TransactionSql

/** In order of id, so that two merges never wait for each other. @returns the places, locked */
export async function lockPlaces(sql: TransactionSql, ids: readonly PlaceId[]): Promise<Place[]> {
  return sql<Place[]>`
    select id, kind, name, private, created_by, merged_into, uri, latitude, longitude
    from places where id = any(${[...ids]}::bigint[]) order by id for update
  `
}

/** One lives on with the sources, names' words and popularity of both; what had been merged into the other follows. */
export async function mergeRows(
  sql: TransactionSql,
  { fromId, intoId }: { fromId: PlaceId; intoId: PlaceId },
): Promise<void> {
  await sql`
    insert into place_sources (source, source_id, place_id, licence, attribution)
    select source, source_id, ${intoId}, licence, attribution from places
    where id = ${fromId} and source not in ('user', 'activitypub')
    on conflict (source, source_id) do update set place_id = excluded.place_id
  `
  await sql`update place_sources set place_id = ${intoId} where place_id = ${fromId}`
  await sql`
    update places as target
    set popularity = target.popularity + gone.popularity,
        words = coalesce(target.words || gone.words, target.words),
        same_as = target.same_as || array(
          select address from unnest(gone.same_as) as address where address <> all(target.same_as)
        ),
        names = coalesce(target.names, gone.names), category = coalesce(target.category, gone.category),
        address = coalesce(target.address, gone.address), updated_at = now()
    from places as gone
    where target.id = ${intoId} and gone.id = ${fromId}
  `
  await sql`
    update places set merged_into = ${intoId}, updated_at = now() where id = ${fromId} or merged_into = ${fromId}
  `
}

/** Places that were merged into these. Uses places_merged. */
export async function selectMergedInto(
  sql: Runner,
  ids: readonly PlaceId[],
): Promise<{ id: PlaceId; mergedInto: PlaceId }[]> {
  if (ids.length === 0) return []
  return sql<{ id: PlaceId; mergedInto: PlaceId }[]>`
    select id, merged_into from places where merged_into = any(${[...ids]}::bigint[]) order by id limit 1000
  `
}

/** A place as it is after a correction, and which columns are people's from now on. */
export interface CorrectedRow {
  readonly id: PlaceId
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly h39: Cell
  readonly h35: Cell
  readonly category: string | null
  readonly country: string | null
  readonly region: string | null
  readonly address: PlaceAddress | null
  readonly closedOn: Date | null
  readonly words: readonly string[]
  readonly corrected: readonly string[]
}

export async function updateCorrected(sql: Runner, row: CorrectedRow): Promise<void> {
  await sql`
    update places
    set name = ${row.name}, latitude = ${row.latitude}, longitude = ${row.longitude}, h3_9 = ${row.h39},
        h3_5 = ${row.h35}, category = ${row.category}, country = ${row.country}, region = ${row.region},
        address = ${row.address && sql.json(row.address as never)}, closed_on = ${row.closedOn},
        words = array_to_tsvector(${[...row.words]}::text[]), updated_at = now(),
        corrected = array(select distinct unnest(corrected || ${[...row.corrected]}::text[]))
    where id = ${row.id}
  `
}

export type ReportKind = 'closed' | 'wrong' | 'duplicate' | 'private' | 'spam' | 'other'

export interface PlaceReport {
  readonly id: string
  readonly placeId: PlaceId
  readonly reporterId: AccountId
  readonly kind: ReportKind
  readonly comment: string
  readonly duplicateOf: PlaceId | null
  readonly createdAt: Date
  readonly resolvedAt: Date | null
}

const reportColumns = [
  'id',
  'place_id',
  'reporter_id',
  'kind',
  'comment',
  'duplicate_of',
  'created_at',
  'resolved_at',
]

/** One open report of a place by a person: a second one replaces the first. @returns whether there was none before */
export async function insertReport(
  sql: Runner,
  report: Omit<PlaceReport, 'createdAt' | 'resolvedAt'>,
): Promise<boolean> {
  const [row] = await sql<{ id: string }[]>`
    insert into place_reports (id, place_id, reporter_id, kind, comment, duplicate_of)
    values (
      ${report.id}, ${report.placeId}, ${report.reporterId}, ${report.kind}, ${report.comment}, ${report.duplicateOf}
    )
    on conflict (place_id, reporter_id) where resolved_at is null
    do update set kind = excluded.kind, comment = excluded.comment, duplicate_of = excluded.duplicate_of
    returning id
  `
  return row?.id === report.id
}

/** Open ones, the oldest first. Uses place_reports_open. */
export async function selectOpenReports(sql: Runner, limit: number): Promise<PlaceReport[]> {
  return sql<PlaceReport[]>`
    select ${sql(reportColumns)} from place_reports where resolved_at is null order by id limit ${limit}
  `
}

/** @returns false when there is no such open report */
export async function resolveReport(sql: Runner, id: string, by: AccountId | null): Promise<boolean> {
  const done = await sql`
    update place_reports set resolved_at = now(), resolved_by = ${by} where id = ${id} and resolved_at is null
  `
  return done.count === 1
}
