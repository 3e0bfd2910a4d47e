import { setTimeout as sleep } from 'node:timers/promises'
import { cellOf } from './cells.ts'
import type { PlacesNeeds } from './needs.ts'
import type { PlaceId } from './place.ts'
import { analyzePlaces, countBySource, insertTowns, selectSourceIds, type TownRow } from './place-store.ts'
import { lexemesOf } from './place-words.ts'
import { countGazetteer, type GazetteerTown, openGazetteer } from './read-gazetteer.ts'

export interface LoadOptions {
  /** Called after each chunk with the towns that are there and the towns that there are. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export const geonames = {
  source: 'geonames',
  sameAs: 'https://www.geonames.org/',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
}

const chunkSize = 1500

/**
 * Brings all populated places of the world into the table, once: a later call finds them there, and a call after a
 * crash goes on with what is missing. Each chunk is one statement. Several processes may do it together.
 * @returns how many towns it added.
 */
export const loadGazetteer =
  (needs: PlacesNeeds) =>
  async ({ onProgress, signal }: LoadOptions = {}): Promise<number> => {
    const total = await countGazetteer()
    const present = await countBySource(needs.db.sql, geonames.source)
    if (present >= total) {
      onProgress?.(total, total)
      return 0
    }
    const startedAt = performance.now()
    const gazetteer = await openGazetteer()
    let added = 0
    for (let from = 0; from < total && !signal?.aborted; from += chunkSize) {
      added += await loadChunk(needs, gazetteer.slice(from, from + chunkSize))
      onProgress?.(Math.min(from + chunkSize, total), total)
      // Requests come first: let those that wait have their turn.
      await sleep(0)
    }
    await analyzePlaces(needs.db.sql)
    needs.log.info('The gazetteer was loaded.', {
      added,
      total,
      ms: Math.round(performance.now() - startedAt),
    })
    return added
  }

async function loadChunk(needs: PlacesNeeds, towns: readonly GazetteerTown[]): Promise<number> {
  const ids = towns.map((town) => String(town.id))
  const present = await selectSourceIds(needs.db.sql, geonames.source, ids)
  const missing = towns.filter((town) => !present.has(String(town.id)))
  if (missing.length > 0) {
    const rows = missing.map((town) => toRow(needs.ids.next<PlaceId>(), town))
    await insertTowns(needs.db.sql, rows, geonames)
  }
  return missing.length
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
    words: lexemesOf(town.name, h35),
    category: categoryOf(town),
    country: town.country || null,
    region: town.adminCode || null,
    population: town.population,
  }
}

/** By feature code first: a part of a town is no town, and nobody lives in a historical one; then by population. */
function categoryOf(town: GazetteerTown): string {
  if (town.feature === 'PPLX') return 'place=suburb'
  if (['PPLQ', 'PPLW', 'PPLH', 'PPLCH'].includes(town.feature)) return 'place=locality'
  if (town.feature === 'PPLC' || town.population >= 100_000) return 'place=city'
  return town.population >= 10_000 || town.feature === 'PPLA' ? 'place=town' : 'place=village'
}
