import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Cell } from './cells.ts'
import type { SourceFacts } from './credits.ts'
import type { SourceKey } from './imported-venue.ts'
import type { Place, PlaceAddress, PlaceId, PlaceName } from './place.ts'
import { placeColumns } from './place-store.ts'

/** SQL of imports: what is there, what comes in, and how far each file was read. */
type Runner = Sql | TransactionSql

/** How far a file was read, and what became of its rows. */
export interface ImportState extends ImportCounts {
  readonly source: string
  readonly fingerprint: string
  readonly file: string
  readonly bytes: number
  /** Rows that are behind the reader. */
  readonly read: number
  readonly startedAt: Date
  readonly updatedAt: Date
  readonly finishedAt: Date | null
}

export interface ImportCounts {
  readonly added: number
  readonly updated: number
  /** Were there from another source already. */
  readonly joined: number
  readonly unchanged: number
  readonly closed: number
  /** Without a name, or nothing that people check in at. */
  readonly skipped: number
  readonly faulty: number
}

const counters = ['added', 'updated', 'joined', 'unchanged', 'closed', 'skipped', 'faulty'] as const
const stateColumns = ['source', 'fingerprint', 'file', 'started_at', 'updated_at', 'finished_at']

function stateOf(sql: Runner) {
  const numbers = ['bytes', 'read', ...counters].map((name) => sql`, ${sql(name)}::float8 as ${sql(name)}`)
  return sql`${sql(stateColumns)}${numbers}`
}

/** Begins, or finds how far an earlier attempt came. */
export async function openImport(
  sql: Runner,
  file: Pick<ImportState, 'source' | 'fingerprint' | 'file' | 'bytes'>,
): Promise<ImportState> {
  await sql`
    insert into place_imports (source, fingerprint, file, bytes)
    values (${file.source}, ${file.fingerprint}, ${file.file}, ${file.bytes})
    on conflict (source, fingerprint) do nothing
  `
  const [state] = await sql<ImportState[]>`
    select ${stateOf(sql)} from place_imports
    where source = ${file.source} and fingerprint = ${file.fingerprint}
  `
  if (!state) throw new Error('An import that was begun is not there.')
  return state
}

/** Forgets how far a file was read. */
export async function restartImport(sql: Runner, { source, fingerprint }: ImportState): Promise<void> {
  await sql`delete from place_imports where source = ${source} and fingerprint = ${fingerprint}`
}

/** @returns false when another process has moved this import on meanwhile. */
export async function moveImport(
  sql: Runner,
  { source, fingerprint }: Pick<ImportState, 'source' | 'fingerprint'>,
  step: { readonly from: number; readonly to: number; readonly counts: ImportCounts },
): Promise<boolean> {
  const { counts } = step
  const moved = await sql`
    update place_imports
    set read = ${step.to}, updated_at = now(), added = added + ${counts.added}, updated = updated + ${counts.updated},
        joined = joined + ${counts.joined}, unchanged = unchanged + ${counts.unchanged},
        closed = closed + ${counts.closed}, skipped = skipped + ${counts.skipped},
        faulty = faulty + ${counts.faulty}
    where source = ${source} and fingerprint = ${fingerprint} and read = ${step.from} and finished_at is null
  `
  return moved.count === 1
}

export async function finishImport(
  sql: Runner,
  { source, fingerprint }: Pick<ImportState, 'source' | 'fingerprint'>,
): Promise<void> {
  await sql`
    update place_imports set finished_at = now(), updated_at = now()
    where source = ${source} and fingerprint = ${fingerprint}
  `
}

/** The latest first. A handful: one for each file. */
export async function selectImports(sql: Runner, limit: number): Promise<ImportState[]> {
  return sql<ImportState[]>`
    select ${stateOf(sql)} from place_imports order by started_at desc, source, fingerprint limit ${limit}
  `
}

export type KnownPlace = Place & { readonly corrected: readonly string[]; readonly knownAs: string }

/** Places that a source told of under these ids, as their first source or a later one. */
export async function selectKnown(
  sql: Runner,
  keys: readonly SourceKey[],
): Promise<ReadonlyMap<string, KnownPlace>> {
  if (keys.length === 0) return new Map()
  const sources = keys.map((key) => key.source)
  const ids = keys.map((key) => key.sourceId)
  const prefixed = placeColumns.map((name) => `places.${name}`)
  const rows = await sql<KnownPlace[]>`
    select ${sql(prefixed)}, places.corrected, key.source || ':' || key.id as known_as
    from unnest(${sources}::text[], ${ids}::text[]) as key (source, id)
    join places on places.source = key.source and places.source_id = key.id
    union all
    select ${sql(prefixed)}, places.corrected, key.source || ':' || key.id as known_as
    from unnest(${sources}::text[], ${ids}::text[]) as key (source, id)
    join place_sources on place_sources.source = key.source and place_sources.source_id = key.id
    join places on places.id = place_sources.place_id
  `
  return new Map(rows.map((row) => [row.knownAs, row]))
}

export function keyText({ source, sourceId }: SourceKey): string {
  return `${source}:${sourceId}`
}

export interface Neighbour {
  readonly id: PlaceId
  readonly source: string
  readonly name: string
  readonly names: readonly PlaceName[] | null
  readonly latitude: number
  readonly longitude: number
  readonly category: string | null
  readonly h39: Cell
  /** Further sources that told of it. */
  readonly sources: readonly string[]
}

/** Public venues in cells that this source has not told of. Uses places_h3_9. */
export async function selectNeighbours(
  sql: Runner,
  cells: readonly Cell[],
  source: string,
): Promise<Neighbour[]> {
  if (cells.length === 0) return []
  return sql<Neighbour[]>`
    select id, source, name, names, latitude, longitude, category, h3_9 as h39,
           array(select source from place_sources where place_id = places.id) as sources
    from places
    where h3_9 = any(${[...cells]}::bigint[]) and source <> ${source} and kind = 'venue' and not private
      and merged_into is null
    order by id
    limit 200000
  `
}

/** Whether any venue is of another source: only then something can be joined. Probes (source, source_id) between them. */
export async function hasVenuesOfOthers(sql: Runner, source: string): Promise<boolean> {
  const [first = source, last = source] = [source, 'geonames'].sort()
  const isThere = (range: ReturnType<Sql>) =>
    sql`exists (select from places where ${range} and kind = 'venue' and not private limit 1)`
  const [row] = await sql<{ found: boolean }[]>`
    select ${isThere(sql`source < ${first}`)} or ${isThere(sql`source > ${first} and source < ${last}`)}
      or ${isThere(sql`source > ${last}`)} as found
  `
  return row?.found ?? false
}

/** A venue to be written, with its cells and words. */
export interface VenueRow {
  readonly id: PlaceId
  readonly source: string
  readonly sourceId: string
  readonly kind: 'venue' | 'town'
  readonly name: string
  readonly names: readonly PlaceName[] | null
  readonly latitude: number
  readonly longitude: number
  readonly h39: Cell
  readonly h35: Cell
  readonly category: string | null
  readonly country: string | null
  readonly region: string | null
  readonly address: PlaceAddress | null
  readonly population: number
  readonly sameAs: readonly string[]
  readonly licence: string | null
  readonly attribution: string | null
  readonly confidence: number | null
  readonly closedOn: string | null
  readonly words: readonly string[]
}

const recordType = `id bigint, source text, "sourceId" text, kind text, name text, names jsonb,
  latitude double precision, longitude double precision, "h39" bigint, "h35" bigint, category text, country text,
  region text, address jsonb, population int, "sameAs" text[], licence text, attribution text, confidence real,
  "closedOn" date, words text[]`

/** One statement for all of them; one that is there meanwhile stays as it is. @returns how many are new. */
export async function insertVenues(sql: Runner, venues: readonly VenueRow[]): Promise<number> {
  if (venues.length === 0) return 0
  const inserted = await sql`
    insert into places (
      id, source, source_id, kind, name, names, latitude, longitude, h3_9, h3_5, category, country, region, address,
      population, same_as, licence, attribution, confidence, closed_on, words
    )
    select
      id, source, "sourceId", kind, name, names, latitude, longitude, "h39", "h35", category, country, region, address,
      population, "sameAs", licence, attribution, confidence, "closedOn", array_to_tsvector(words)
    from json_to_recordset(${JSON.stringify(venues)}::text::json) as venue (${sql.unsafe(recordType)})
    on conflict (source, source_id) do nothing
  `
  return inserted.count
}

/** What their own source says anew. */
export async function updateVenues(sql: Runner, venues: readonly VenueRow[]): Promise<void> {
  if (venues.length === 0) return
  await sql`
    update places
    set name = venue.name, names = venue.names, latitude = venue.latitude, longitude = venue.longitude,
        h3_9 = venue."h39", h3_5 = venue."h35", category = venue.category, country = venue.country,
        region = venue.region, address = venue.address, population = venue.population, same_as = venue."sameAs",
        licence = venue.licence, attribution = venue.attribution, confidence = venue.confidence,
        closed_on = venue."closedOn", words = array_to_tsvector(venue.words), updated_at = now()
    from json_to_recordset(${JSON.stringify(venues)}::text::json) as venue (${sql.unsafe(recordType)})
    where places.id = venue.id
  `
}

/** What a further source adds to a place: its id, and what was not known before. */
export interface JoinedRow {
  readonly placeId: PlaceId
  readonly source: string
  readonly sourceId: string
  readonly licence: string | null
  readonly attribution: string | null
  readonly sameAs: readonly string[]
  readonly category: string | null
  readonly address: PlaceAddress | null
  readonly names: readonly PlaceName[] | null
  readonly words: readonly string[]
}

const joinedType = `"placeId" bigint, source text, "sourceId" text, licence text, attribution text,
  "sameAs" text[], category text, address jsonb, names jsonb, words text[]`

export async function insertJoined(sql: Runner, joined: readonly JoinedRow[]): Promise<void> {
  if (joined.length === 0) return
  const rows = JSON.stringify(joined)
  await sql`
    insert into place_sources (source, source_id, place_id, licence, attribution)
    select source, "sourceId", "placeId", licence, attribution
    from json_to_recordset(${rows}::text::json) as more (${sql.unsafe(joinedType)})
    on conflict (source, source_id) do nothing
  `
  await sql`
    update places
    set same_as = places.same_as || array(
          select address from unnest(more."sameAs") as address where address <> all(places.same_as)
        ),
        category = coalesce(places.category, more.category), address = coalesce(places.address, more.address),
        names = coalesce(places.names, more.names),
        words = places.words || array_to_tsvector(more.words), updated_at = now()
    from json_to_recordset(${rows}::text::json) as more (${sql.unsafe(joinedType)})
    where places.id = more."placeId"
  `
}

/** Ends venues that their own source calls closed. @returns how many were open until now. */
export async function closeVenues(
  sql: Runner,
  closed: readonly { readonly id: PlaceId; readonly closedOn: string }[],
): Promise<number> {
  if (closed.length === 0) return 0
  const done = await sql`
    update places
    set closed_on = shut."on"::date, updated_at = now()
    from unnest(${closed.map(({ id }) => id)}::bigint[], ${closed.map(({ closedOn }) => closedOn)}::text[])
      as shut (id, "on")
    where places.id = shut.id and places.closed_on is null and not ('closed_on' = any(places.corrected))
  `
  return done.count
}

/** Further sources of a place. Uses place_sources_place. */
export async function selectFurtherSources(sql: Runner, placeId: PlaceId): Promise<SourceFacts[]> {
  return sql<SourceFacts[]>`
    select source, licence, attribution from place_sources where place_id = ${placeId} order by source, source_id limit 20
  `
}

/** Every source with what one of its rows says: a probe of (source, source_id) for each, however many rows it has. */
export async function selectSources(sql: Runner): Promise<SourceFacts[]> {
  const named = sql`
    with recursive
      own (source) as (
        (select source from places order by source limit 1)
        union all
        select (select source from places where places.source > own.source order by source limit 1)
        from own where own.source is not null
      ),
      further (source) as (
        (select source from place_sources order by source limit 1)
        union all
        select (select source from place_sources where place_sources.source > further.source order by source limit 1)
        from further where further.source is not null
      )
  `
  return sql<SourceFacts[]>`
    ${named}
    select own.source, one.licence, one.attribution
    from own
    cross join lateral (select licence, attribution from places where source = own.source limit 1) as one
    union
    select further.source, one.licence, one.attribution
    from further
    cross join lateral (select licence, attribution from place_sources where source = further.source limit 1) as one
    order by source
  `
}

/** Uses the primary key. */
export async function selectByFurtherSource(
  sql: Runner,
  source: string,
  sourceId: string,
): Promise<Place | undefined> {
  const [place] = await sql<Place[]>`
    select ${sql(placeColumns.map((name) => `places.${name}`))}
    from place_sources join places on places.id = place_sources.place_id
    where place_sources.source = ${source} and place_sources.source_id = ${sourceId}
  `
  return place
}
