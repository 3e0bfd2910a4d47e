import { cellOf } from './cells.ts'
import type { PlacesNeeds } from './needs.ts'
import type { PlaceId } from './place.ts'
import { analyzePlaces, countBySource, insertTowns, selectSourceIds, type TownRow } from './place-store.ts'
import { lexemesOf } from './place-words.ts'
import { type GazetteerTown, gazetteerSize, openGazetteer } from './read-gazetteer.ts'
import type { NamingNeeds } from './searching.ts'

export interface LoadOptions {
  /** Called after each chunk with how many towns are behind it and how many there are. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export const geonames = {
  source: 'geonames',
  sameAs: 'https://www.geonames.org/',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
}

const chunkSize = 2000

/**
 * Brings all populated places of the world into the table, once: a later call finds them there, and a call after a
 * crash goes on with what is missing. Each chunk is one statement. Several processes may do it together.
 * @returns how many towns it added.
 */
export const loadGazetteer =
  (needs: NamingNeeds) =>
  async ({ onProgress, signal }: LoadOptions = {}): Promise<number> => {
    const total = gazetteerSize
    const present = await countBySource(needs.db.sql, geonames.source)
    if (present >= total) {
      onProgress?.(total, total)
      return 0
    }
    const startedAt = performance.now()
    const gazetteer = await openGazetteer()
    let added = 0
    let writing = Promise.resolve(0)
    for (let from = 0; from < total; from += chunkSize) {
      if (signal?.aborted) break
      // The next chunk is prepared while the database writes the one before.
      const prepared = prepareChunk(needs, gazetteer.slice(from, from + chunkSize), present > 0)
      const [written, rows] = await Promise.all([writing, prepared])
      added += written
      onProgress?.(from, total)
      writing = writeTowns(needs, rows)
    }
    added += await writing
    if (signal?.aborted) return added
    onProgress?.(total, total)
    await analyzePlaces(needs.db.sql)
    needs.log.info('The gazetteer was loaded.', {
      added,
      total,
      ms: Math.round(performance.now() - startedAt),
    })
    return added
  }

async function writeTowns(needs: NamingNeeds, towns: readonly TownRow[]): Promise<number> {
  await needs.vocabulary.learn(towns.map((town) => town.name))
  return insertTowns(needs.db.sql, towns, geonames)
}

async function prepareChunk(
  needs: PlacesNeeds,
  towns: readonly GazetteerTown[],
  resumed: boolean,
): Promise<TownRow[]> {
  const ids = towns.map((town) => String(town.id))
  const present = resumed ? await selectSourceIds(needs.db.sql, geonames.source, ids) : new Set()
  const missing = towns.filter((town) => !present.has(String(town.id)))
  return missing.map((town) => toRow(needs.ids.next<PlaceId>(), town))
}

function toRow(id: PlaceId, town: GazetteerTown): TownRow {
  const h35 = cellOf(town, 5)
  return {
    id,
    sourceId: String(town.id),
    name: town.name,
    latitude: town.latitude,
    longitude: town.longitude,
    h39: cellOf(town, 9),
    h35,
    words: lexemesOf([town.name], h35),
    category: townCategory(town.feature, town.population),
    country: town.country || null,
    region: town.adminCode || null,
    population: town.population,
  }
}

/** By GeoNames' feature code first: a part of a town is no town, and nobody lives in a historical one; then by population. */
export function townCategory(feature: string, population: number): string {
  if (feature === 'PPLX') return 'place=suburb'
  if (['PPLQ', 'PPLW', 'PPLH', 'PPLCH'].includes(feature)) return 'place=locality'
  if (feature === 'PPLC' || population >= 100_000) return 'place=city'
  return population >= 10_000 || feature === 'PPLA' ? 'place=town' : 'place=village'
}
