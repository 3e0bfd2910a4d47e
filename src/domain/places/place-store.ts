import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Cell } from './cells.ts'
import type { Place, PlaceAddress, PlaceId, PlaceKind } from './place.ts'

/** The only SQL on places. No query takes a position: cells are all that it sees. */
type Runner = Sql | TransactionSql

export const placeColumns = [
  'id',
  'source',
  'source_id',
  'kind',
  'name',
  'names',
  'latitude',
  'longitude',
  'category',
  'country',
  'region',
  'address',
  'population',
  'popularity',
  'same_as',
  'licence',
  'attribution',
  'confidence',
  'closed_on',
  'uri',
  'url',
  'private',
  'created_by',
  'merged_into',
  'created_at',
  'updated_at',
]

/** What ranking looks at: of a thousand candidates the rest is not fetched. */
const factColumns = [
  'id',
  'kind',
  'name',
  'names',
  'latitude',
  'longitude',
  'category',
  'population',
  'popularity',
  'confidence',
] as const

export type PlaceFacts = Pick<Place, (typeof factColumns)[number]>

/** What can be found by a viewer; merged places live on in their targets. */
function visibleTo(sql: Runner, viewer: AccountId | undefined) {
  return viewer === undefined
    ? sql`merged_into is null and closed_on is null and not private`
    : sql`merged_into is null and closed_on is null and (not private or created_by = ${viewer})`
}

export async function selectPlaces(sql: Runner, ids: readonly PlaceId[]): Promise<Place[]> {
  if (ids.length === 0) return []
  return sql<Place[]>`select ${sql(placeColumns)} from places where id = any(${[...ids]}::bigint[])`
}

/** Uses the unique constraint (source, source_id). */
export async function selectBySource(
  sql: Runner,
  source: string,
  sourceId: string,
): Promise<Place | undefined> {
  const [place] = await sql<Place[]>`
    select ${sql(placeColumns)} from places where source = ${source} and source_id = ${sourceId}
  `
  return place
}

/** Uses the unique index places_uri. */
export async function selectByUri(sql: Runner, uri: string): Promise<Place | undefined> {
  const [place] = await sql<Place[]>`select ${sql(placeColumns)} from places where uri = ${uri}`
  return place
}

/** Everything within cells of resolution 9, the best known first. Uses places_h3_9. */
export function selectInCells9(
  sql: Runner,
  cells: readonly Cell[],
  viewer: AccountId | undefined,
  limit: number,
): Promise<Place[]> {
  return selectColumnsInCells9<Place>(sql, placeColumns, { cells, viewer, limit })
}

/** The same, as far as ranking looks. */
export function selectFactsInCells9(
  sql: Runner,
  cells: readonly Cell[],
  viewer: AccountId | undefined,
  limit: number,
): Promise<PlaceFacts[]> {
  return selectColumnsInCells9<PlaceFacts>(sql, factColumns, { cells, viewer, limit })
}

async function selectColumnsInCells9<Row extends object>(
  sql: Runner,
  columns: readonly string[],
  { cells, viewer, limit }: { cells: readonly Cell[]; viewer: AccountId | undefined; limit: number },
): Promise<Row[]> {
  return sql<Row[]>`
    select ${sql(columns)}
    from places
    where h3_9 = any(${[...cells]}::bigint[]) and ${visibleTo(sql, viewer)}
    order by popularity desc, population desc, id
    limit ${limit}
  `
}

/** Towns within cells of resolution 5, the largest first. Uses places_h3_5. */
export async function selectTownsInCells5(
  sql: Runner,
  cells: readonly Cell[],
  limit: number,
): Promise<Place[]> {
  return sql<Place[]>`
    select ${sql(placeColumns)}
    from places
    where h3_5 = any(${[...cells]}::bigint[]) and kind = 'town' and merged_into is null and not private
    order by population desc, id
    limit ${limit}
  `
}

/** @param query from toTsQuery. Uses places_words. */
export async function selectByWords(
  sql: Runner,
  query: string,
  viewer: AccountId | undefined,
  limit: number,
): Promise<Place[]> {
  return sql<Place[]>`
    select ${sql(placeColumns)}
    from places
    where words @@ ${query}::tsquery and ${visibleTo(sql, viewer)}
    order by population desc, popularity desc, id
    limit ${limit}
  `
}

/** The same, as far as ranking looks. */
export async function selectFactsByWords(
  sql: Runner,
  query: string,
  viewer: AccountId | undefined,
  limit: number,
): Promise<PlaceFacts[]> {
  return sql<PlaceFacts[]>`
    select ${sql(factColumns)}
    from places
    where words @@ ${query}::tsquery and ${visibleTo(sql, viewer)}
    order by population desc, popularity desc, id
    limit ${limit}
  `
}

/** A place to be written, with its cells and words. */
export interface PlaceRow {
  readonly id: PlaceId
  readonly source: string
  readonly sourceId: string
  readonly kind: PlaceKind
  readonly name: string
  readonly latitude: number
  readonly longitude: number
  readonly h39: Cell
  readonly h35: Cell
  readonly words: readonly string[]
  readonly category: string | null
  readonly country: string | null
  readonly region: string | null
  readonly address: PlaceAddress | null
  readonly sameAs: readonly string[]
  readonly licence: string | null
  readonly uri: string | null
  readonly url: string | null
  readonly private: boolean
  readonly createdBy: AccountId | null
}

export async function insertPlace(sql: Runner, place: PlaceRow): Promise<Place> {
  const [saved] = await sql<Place[]>`
    insert into places (
      id, source, source_id, kind, name, latitude, longitude, h3_9, h3_5, words, category, country, region, address,
      same_as, licence, uri, url, private, created_by
    )
    values (
      ${place.id}, ${place.source}, ${place.sourceId}, ${place.kind}, ${place.name}, ${place.latitude},
      ${place.longitude}, ${place.h39}, ${place.h35}, array_to_tsvector(${[...place.words]}::text[]),
      ${place.category}, ${place.country}, ${place.region}, ${place.address && sql.json(place.address as never)},
      ${[...place.sameAs]}::text[], ${place.licence}, ${place.uri}, ${place.url}, ${place.private},
      ${place.createdBy}
    )
    on conflict (source, source_id) do update
    set name = excluded.name, latitude = excluded.latitude, longitude = excluded.longitude, h3_9 = excluded.h3_9,
        h3_5 = excluded.h3_5, words = excluded.words, category = excluded.category, country = excluded.country,
        region = excluded.region, address = excluded.address, same_as = excluded.same_as,
        licence = excluded.licence, url = excluded.url, updated_at = now()
    returning ${sql(placeColumns)}
  `
  if (!saved) throw new Error('An inserted place returned no row.')
  return saved
}

/** A town of the gazetteer; the rest of its columns is the same for all. */
export type TownRow = Pick<
  PlaceRow,
  | 'id'
  | 'sourceId'
  | 'name'
  | 'latitude'
  | 'longitude'
  | 'h39'
  | 'h35'
  | 'words'
  | 'category'
  | 'country'
  | 'region'
> & { readonly population: number }

/** Adds towns that are not there yet. @returns how many. */
export async function insertTowns(
  sql: Runner,
  towns: readonly TownRow[],
  origin: { readonly source: string; readonly sameAs: string; readonly licence: string },
): Promise<number> {
  if (towns.length === 0) return 0
  const column = <Value>(pick: (town: TownRow) => Value) => towns.map(pick)
  const inserted = await sql`
    insert into places (
      id, source, source_id, kind, name, latitude, longitude, h3_9, h3_5, category, country, region, population,
      same_as, licence, words
    )
    select
      id, ${origin.source}, source_id, 'town', name, latitude, longitude, h3_9, h3_5, category, country, region,
      population, array[${origin.sameAs} || source_id], ${origin.licence},
      array_to_tsvector(string_to_array(words, ' '))
    from unnest(
      ${column((town) => town.id)}::bigint[],
      ${column((town) => town.sourceId)}::text[],
      ${column((town) => town.name)}::text[],
      ${column((town) => town.latitude)}::double precision[],
      ${column((town) => town.longitude)}::double precision[],
      ${column((town) => town.h39)}::bigint[],
      ${column((town) => town.h35)}::bigint[],
      ${column((town) => town.category)}::text[],
      ${column((town) => town.country)}::text[],
      ${column((town) => town.region)}::text[],
      ${column((town) => town.population)}::int[],
      ${column((town) => town.words.join(' '))}::text[]
    ) as town (
      id, source_id, name, latitude, longitude, h3_9, h3_5, category, country, region, population, words
    )
    on conflict (source, source_id) do nothing
  `
  return inserted.count
}

/** Index-only on (source, source_id). */
export async function countBySource(sql: Runner, source: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from places where source = ${source}
  `
  return row?.count ?? 0
}

/** @returns which of the source's ids are there. */
export async function selectSourceIds(
  sql: Runner,
  source: string,
  sourceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ sourceId: string }[]>`
    select source_id from places where source = ${source} and source_id = any(${[...sourceIds]}::text[])
  `
  return new Set(rows.map((row) => row.sourceId))
}

/** Fresh statistics after a bulk load: without them the planner scans the whole table. */
export async function analyzePlaces(sql: Runner): Promise<void> {
  await sql`analyze places`
}

/** Adds to the numbers that ranking uses, in order of id so that concurrent batches never deadlock. */
export async function addPopularity(sql: Runner, changes: ReadonlyMap<PlaceId, number>): Promise<void> {
  const ids = [...changes.keys()].sort()
  if (ids.length === 0) return
  await sql`
    with locked as (
      select id from places where id = any(${ids}::bigint[]) order by id for update
    )
    update places
    set popularity = greatest(0, popularity + change.amount)
    from locked
    join unnest(${ids}::bigint[], ${ids.map((id) => changes.get(id) ?? 0)}::int[]) as change (id, amount)
      on change.id = locked.id
    where places.id = locked.id
  `
}
