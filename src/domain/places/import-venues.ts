import type { Transaction } from '#platform/db/index.ts'
import { cellOf } from './cells.ts'
import {
  closeVenues,
  finishImport,
  hasVenuesOfOthers,
  type ImportCounts,
  type ImportState,
  insertJoined,
  insertVenues,
  type JoinedRow,
  type KnownPlace,
  keyText,
  moveImport,
  openImport,
  restartImport,
  selectImports,
  selectKnown,
  updateVenues,
  type VenueRow,
} from './import-store.ts'
import { checkVenue, type ImportedVenue, type RowProblem } from './imported-venue.ts'
import { joinVenues } from './join-venues.ts'
import type { PlacesNeeds } from './needs.ts'
import type { Place, PlaceAddress, PlaceId, Point } from './place.ts'
import { analyzePlaces } from './place-store.ts'
import { lexemesOf } from './place-words.ts'
import type { NamingNeeds } from './searching.ts'
import { createTownFinder } from './town-finder.ts'

export type { ImportCounts, ImportState } from './import-store.ts'

/** A run of rows of a file, in its order. */
export interface ImportBatch {
  /** Rows that were behind the reader before and are after it. */
  readonly from: number
  readonly to: number
  readonly venues: readonly { readonly row: number; readonly venue: ImportedVenue }[]
  /** Rows that tell of nothing to check in at. */
  readonly skipped: number
  /** Rows that the reader could not read. */
  readonly faulty: number
}

export interface RowFault extends RowProblem {
  readonly row: number
}

/** Bringing venues of open data into the table: file by file, batch by batch, each batch whole or not at all. */
export interface Imports {
  /** Begins with a file, or finds how far an earlier attempt came. @param fingerprint tells files apart */
  open(file: Pick<ImportState, 'source' | 'fingerprint' | 'file' | 'bytes'>): Promise<ImportState>
  /** Forgets how far a file was read, to read it again: what it says is compared, not doubled. */
  restart(state: ImportState): Promise<ImportState>
  /** @returns what became of the rows. @throws Error when another process imports the same file */
  write(state: ImportState, batch: ImportBatch): Promise<{ counts: ImportCounts; faults: RowFault[] }>
  finish(state: ImportState): Promise<void>
  /** The latest first. */
  list(limit: number): Promise<ImportState[]>
}

export function defineImports(needs: NamingNeeds): Imports {
  const townOf = createTownFinder(needs)
  const others = new Map<string, boolean>()
  return {
    open: (file) => openImport(needs.db.sql, file),
    async restart(state) {
      await restartImport(needs.db.sql, state)
      return openImport(needs.db.sql, state)
    },
    async write(state, batch) {
      const mayJoin = others.get(state.source) ?? (await hasVenuesOfOthers(needs.db.sql, state.source))
      others.set(state.source, mayJoin)
      const { good, faults } = sort(batch)
      const rows = await Promise.all(good.map((venue) => toRow(needs, { state, venue, townOf })))
      const work = { state, batch, good, faults, rows, mayJoin }
      const names = good.flatMap((venue) => [venue.name, ...venue.names.map(({ name }) => name)])
      await needs.vocabulary.learn(names)
      const counts = await needs.db.transact((tx) => writeBatch(tx, work))
      return { counts, faults }
    },
    async finish(state) {
      await finishImport(needs.db.sql, state)
      await analyzePlaces(needs.db.sql)
    },
    list: (limit) => selectImports(needs.db.sql, limit),
  }
}

/** What is sound, each id once; and what is wrong with the rest. */
function sort(batch: ImportBatch) {
  const good = new Map<string, ImportedVenue>()
  const faults: RowFault[] = []
  for (const { row, venue } of batch.venues) {
    const checked = checkVenue(venue)
    if ('problem' in checked) faults.push({ row, ...checked })
    else if (!good.has(checked.sourceId)) good.set(checked.sourceId, checked)
  }
  return { good: [...good.values()], faults }
}

interface Work {
  readonly state: ImportState
  readonly batch: ImportBatch
  readonly good: readonly ImportedVenue[]
  readonly faults: readonly RowFault[]
  readonly rows: readonly VenueRow[]
  readonly mayJoin: boolean
}

async function writeBatch(tx: Transaction, work: Work): Promise<ImportCounts> {
  const { state, batch, good, faults, rows } = work
  const { source } = state
  const keys = good.flatMap(({ sourceId, alsoIn }) => [{ source, sourceId }, ...alsoIn])
  const known = await selectKnown(tx.sql, keys)
  const updates: VenueRow[] = []
  const fresh: number[] = []
  const joins: JoinedRow[] = []
  const shut: { id: PlaceId; closedOn: string }[] = []
  let ignored = 0
  for (const [index, venue] of good.entries()) {
    const row = rows[index] as VenueRow
    const own = known.get(keyText({ source, sourceId: venue.sourceId }))
    const elsewhere = venue.alsoIn.map((key) => known.get(keyText(key))).find((place) => place !== undefined)
    if (own && isOf(own, source, venue)) {
      if (venue.closedOn !== null && own.closedOn === null) {
        shut.push({ id: own.id, closedOn: venue.closedOn })
      } else if (!own.mergedInto && isChanged(own, row)) updates.push(withCorrections(row, own))
    } else if (venue.closedOn !== null) ignored += own ? 0 : 1
    else if (!own && elsewhere) joins.push(joinTo(elsewhere.mergedInto ?? elsewhere.id, row))
    else if (!own) fresh.push(index)
  }
  const { joined, alone } = work.mayJoin
    ? await joinVenues(tx.sql, { source, fresh, good, rows })
    : { joined: [], alone: fresh }
  joins.push(...joined.map(({ placeId, index }) => joinTo(placeId, rows[index] as VenueRow)))
  const added = await insertVenues(tx.sql, alone.map((index) => rows[index] as VenueRow).sort(byCell))
  await updateVenues(tx.sql, updates)
  await insertJoined(tx.sql, joins)
  const closed = (await closeVenues(tx.sql, shut)) + ignored
  const counts = {
    added,
    updated: updates.length,
    joined: joins.length,
    closed,
    skipped: batch.skipped,
    faulty: batch.faulty + faults.length,
    unchanged: batch.venues.length - faults.length - added - updates.length - joins.length - closed,
  }
  const step = { from: batch.from, to: batch.to, counts }
  if (!(await moveImport(tx.sql, state, step))) {
    throw new Error(`Another process imports ${state.file} at the moment.`)
  }
  return counts
}

function isOf(place: Place, source: string, venue: ImportedVenue): boolean {
  return place.source === source && place.sourceId === venue.sourceId
}

/** Rows that stand near each other are read together. */
function byCell(a: VenueRow, b: VenueRow): number {
  return a.h39.length - b.h39.length || (a.h39 < b.h39 ? -1 : a.h39 > b.h39 ? 1 : 0)
}

interface Making {
  readonly state: ImportState
  readonly venue: ImportedVenue
  readonly townOf: (point: Point) => Promise<Place | undefined>
}

async function toRow(needs: PlacesNeeds, { state, venue, townOf }: Making): Promise<VenueRow> {
  const isWhole = venue.address?.country !== undefined && venue.address.locality !== undefined
  const town = venue.kind === 'venue' && !isWhole ? await townOf(venue) : undefined
  const h35 = cellOf(venue, 5)
  return {
    id: needs.ids.next<PlaceId>(),
    source: state.source,
    sourceId: venue.sourceId,
    kind: venue.kind,
    name: venue.name,
    names: venue.names.length > 0 ? venue.names : null,
    latitude: venue.latitude,
    longitude: venue.longitude,
    h39: cellOf(venue, 9),
    h35,
    category: venue.category,
    country: venue.address?.country ?? town?.country ?? null,
    region: venue.kind === 'town' ? (venue.address?.region ?? null) : (town?.region ?? null),
    address: venue.kind === 'town' ? null : addressIn(venue.address, town),
    population: venue.population,
    sameAs: venue.sameAs,
    licence: venue.licence,
    attribution: venue.attribution,
    confidence: venue.confidence,
    closedOn: venue.closedOn,
    words: lexemesOf([venue.name, ...venue.names.map(({ name }) => name)], h35),
  }
}

function addressIn(address: PlaceAddress | null, town: Place | undefined): PlaceAddress | null {
  const whole = {
    ...(town && { locality: town.name, ...(town.country && { country: town.country }) }),
    ...address,
  }
  return Object.keys(whole).length > 0 ? whole : null
}

function joinTo(placeId: PlaceId, row: VenueRow): JoinedRow {
  const { source, sourceId, licence, attribution, sameAs, category, address, names, words } = row
  return { placeId, source, sourceId, licence, attribution, sameAs, category, address, names, words }
}

const compared = [
  'name',
  'names',
  'latitude',
  'longitude',
  'category',
  'address',
  'licence',
  'attribution',
] as const

/** Whether a source says something new of a place, apart from what people here know better. */
function isChanged(own: KnownPlace, row: VenueRow): boolean {
  if (own.closedOn !== null && !own.corrected.includes('closed_on')) return true
  if (row.kind === 'town' && own.population !== row.population) return true
  return compared.some((field) => !own.corrected.includes(field) && stable(own[field]) !== stable(row[field]))
}

/** jsonb has its own order of members. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
      : inner,
  )
}

/** The row as the source has it, with what people here corrected; all names find it, the source's own too. */
function withCorrections(row: VenueRow, own: KnownPlace): VenueRow {
  const has = (field: string) => own.corrected.includes(field)
  const point = has('latitude') || has('longitude') ? own : row
  const h35 = cellOf(point, 5)
  const names = [...(has('name') ? [own.name] : []), row.name, ...(row.names ?? []).map(({ name }) => name)]
  return {
    ...row,
    id: own.id,
    name: has('name') ? own.name : row.name,
    latitude: point.latitude,
    longitude: point.longitude,
    h39: cellOf(point, 9),
    h35,
    category: has('category') ? own.category : row.category,
    address: has('address') ? own.address : row.address,
    closedOn: has('closed_on') ? (own.closedOn?.toISOString().slice(0, 10) ?? null) : row.closedOn,
    sameAs: [...new Set([...row.sameAs, ...own.sameAs])],
    words: lexemesOf(names, h35),
  }
}
