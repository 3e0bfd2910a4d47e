import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import type { Announce } from '#platform/events/index.ts'
import { type PlaceChange, selectChanges } from './change-store.ts'
import { type Correction, type CorrectionOutcome, correctPlace } from './correct-place.ts'
import { type CreateVenueOutcome, createVenue, type NewVenue } from './create-venue.ts'
import { type Credit, creditOf } from './credits.ts'
import { selectByFurtherSource, selectFurtherSources, selectSources } from './import-store.ts'
import { defineImports, type Imports } from './import-venues.ts'
import { type PlaceReport, resolveReport, selectMergedInto, selectOpenReports } from './life-store.ts'
import { type LoadOptions, loadGazetteer } from './load-gazetteer.ts'
import { type Merge, type MergeOutcome, mergePlaces } from './merge-places.ts'
import { type NearPointQuestion, nearPoint } from './near-point.ts'
import { listTownsAround, nearestTown } from './nearest-town.ts'
import type { PlacesNeeds } from './needs.ts'
import { maySeePlace, type Place, type PlaceId, type Point } from './place.ts'
import { addPopularity, selectBySource, selectByUri, selectPlaces } from './place-store.ts'
import type { NearbyPlace } from './rank-places.ts'
import { type NewReport, reportPlace } from './report-place.ts'
import { type RemotePlace, saveRemotePlace } from './save-remote-place.ts'
import { type FoundPlace, findPlacesByName, type PlaceSearch } from './search-places.ts'
import { createVocabulary } from './vocabulary.ts'

export { type Category, type CategoryGroup, categories, findCategory, isSensitive } from './categories.ts'
export { cellOf, cellsAround, isCell, isInCell, toDecimal } from './cells.ts'
export type { FieldChange, PlaceChange } from './change-store.ts'
export { cleanName } from './clean-name.ts'
export type { Correction, CorrectionOutcome } from './correct-place.ts'
export { countryName, findCountryCode } from './country-names.ts'
export type { CreateVenueOutcome, NewVenue, VenueProblem } from './create-venue.ts'
export { type Credit, creditOf } from './credits.ts'
export { distanceMetres } from './distance.ts'
export { placeMerged, placeReported } from './events.ts'
export type { ImportBatch, ImportCounts, ImportState, Imports, RowFault } from './import-venues.ts'
export type { ImportedVenue, RowProblem, SourceKey } from './imported-venue.ts'
export type { PlaceReport, ReportKind } from './life-store.ts'
export { geonames, townCategory } from './load-gazetteer.ts'
export type { MergeOutcome } from './merge-places.ts'
export type { NearPointQuestion } from './near-point.ts'
export { findPictogram } from './pictograms.ts'
export {
  isPoint,
  nameIn,
  type Place,
  type PlaceAddress,
  type PlaceId,
  type PlaceKind,
  type PlaceName,
  type Point,
  townRadius,
} from './place.ts'
export { placePage, placeSlug, placeUri } from './place-addresses.ts'
export type { NearbyPlace } from './rank-places.ts'
export type { RemotePlace } from './save-remote-place.ts'
export type { FoundPlace, PlaceSearch } from './search-places.ts'

/** Where people can be: towns of the world, venues of people here, venues of other servers. */
export interface Places {
  loadGazetteer(options?: LoadOptions): Promise<number>
  nearPoint(question: NearPointQuestion): Promise<NearbyPlace[]>
  searchPlaces(search: PlaceSearch): Promise<Place[]>
  /** The same, with the reasons of the order. */
  findPlacesByName(search: PlaceSearch): Promise<FoundPlace[]>
  /** Upkeep, once: learns the words of names that were there before words were kept. @returns how many names were read */
  learnWords(): Promise<number>
  createVenue(venue: NewVenue): Promise<CreateVenueOutcome>
  saveRemotePlace(remote: RemotePlace): Promise<Place>
  /** A place as it exists for a viewer; a merged one is the one that it was merged into. */
  findPlace(id: PlaceId, viewer: AccountId | undefined): Promise<Place | undefined>
  /** Without asking who may see them, for doors that act for the server itself. */
  findPlaces(ids: readonly PlaceId[]): Promise<ReadonlyMap<PlaceId, Place>>
  /** By what any of its sources calls it. */
  findBySource(source: string, sourceId: string): Promise<Place | undefined>
  /** A place of another server by its id there. */
  findByUri(uri: string): Promise<Place | undefined>
  nearestTown(point: Point): Promise<Place | undefined>
  /** Towns within a radius, the nearest first. */
  listTownsAround(point: Point, radiusMetres: number, limit: number): Promise<Place[]>
  /** Whose data a place is: its first source, then others that told of it. */
  creditsOf(place: Place): Promise<Credit[]>
  /** Whose data the places of this server are, apart from those of its people and of other servers. */
  listCredits(): Promise<Credit[]>
  mergePlaces(merge: Merge): Promise<MergeOutcome>
  /** @throws Error when it is no venue of ours; the caller decides who may */
  /** @param by null: the operator */
  correctPlace(id: PlaceId, correction: Correction, by: AccountId | null): Promise<CorrectionOutcome>
  /** What was corrected and merged, the newest first. */
  listChanges(id: PlaceId, limit: number): Promise<PlaceChange[]>
  /** Tells those who run this server that something is wrong with a place. One open report a person and place. */
  reportPlace(report: NewReport): Promise<void>
  /** Open reports, the oldest first. */
  listReports(limit: number): Promise<PlaceReport[]>
  /** @returns false when there is no such open report */
  resolveReport(id: string, by: AccountId | null): Promise<boolean>
  /** For each of these places those that were merged into it. */
  listMergedInto(ids: readonly PlaceId[]): Promise<{ id: PlaceId; mergedInto: PlaceId }[]>
  /** Venues of open data, from files. */
  readonly imports: Imports
  /** Adds to what ranking knows of how often people come. */
  addPopularity(tx: Transaction, changes: ReadonlyMap<PlaceId, number>): Promise<void>
}

export function definePlaces(needs: PlacesNeeds & { readonly announce: Announce }): Places {
  const { sql } = needs.db
  const vocabulary = createVocabulary(needs)
  const naming = { ...needs, vocabulary }
  const findByName = findPlacesByName(naming)
  return {
    loadGazetteer: loadGazetteer(naming),
    nearPoint: nearPoint(naming),
    searchPlaces: async (search) => (await findByName(search)).map(({ place }) => place),
    findPlacesByName: findByName,
    learnWords: vocabulary.learnAll,
    createVenue: createVenue(naming),
    saveRemotePlace: saveRemotePlace(naming),
    findPlace: (id, viewer) => findPlace(needs, id, viewer),
    findPlaces: async (ids) => {
      const places = await selectPlaces(sql, [...new Set(ids)])
      return new Map(places.map((place) => [place.id, place]))
    },
    findBySource: async (source, sourceId) =>
      (await selectBySource(sql, source, sourceId)) ?? (await selectByFurtherSource(sql, source, sourceId)),
    findByUri: (uri) => selectByUri(sql, uri),
    nearestTown: nearestTown(needs),
    listTownsAround: listTownsAround(needs),
    creditsOf: async (place) => {
      const further = await selectFurtherSources(sql, place.id)
      return [creditOf(place, place.url ?? place.uri), ...further.map((facts) => creditOf(facts))]
    },
    listCredits: async () => {
      const sources = await selectSources(sql)
      const credits = sources
        .filter(({ source }) => source !== 'user' && source !== 'activitypub')
        .map((facts) =>
          creditOf({ ...facts, attribution: facts.source.startsWith('list:') ? facts.attribution : null }),
        )
      return [...new Map(credits.map((credit) => [credit.source, credit])).values()]
    },
    mergePlaces: mergePlaces(needs),
    correctPlace: correctPlace(naming),
    listChanges: (id, limit) => selectChanges(sql, id, limit),
    reportPlace: reportPlace(needs),
    listReports: (limit) => selectOpenReports(sql, limit),
    resolveReport: (id, by) => resolveReport(sql, id, by),
    listMergedInto: (ids) => selectMergedInto(sql, ids),
    imports: defineImports(naming),
    addPopularity: (tx, changes) => addPopularity(tx.sql, changes),
  }
}

const maxMerges = 3

async function findPlace(
  needs: PlacesNeeds,
  id: PlaceId,
  viewer: AccountId | undefined,
): Promise<Place | undefined> {
  let [place] = await selectPlaces(needs.db.sql, [id])
  for (let merges = 0; place?.mergedInto && merges < maxMerges; merges++) {
    ;[place] = await selectPlaces(needs.db.sql, [place.mergedInto])
  }
  return place && !place.mergedInto && maySeePlace(place, viewer) ? place : undefined
}
