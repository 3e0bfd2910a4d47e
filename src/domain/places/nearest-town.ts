import { cellsAround, coveredMetres } from './cells.ts'
import { distanceMetres } from './distance.ts'
import type { PlacesNeeds } from './needs.ts'
import { type Place, type Point, townRadius } from './place.ts'
import { selectTownsInCells5 } from './place-store.ts'

/** Rings of cells of resolution 5: about 25, 60, 110 and 200 km. */
const rings = [1, 3, 6, 12]
const maxTowns = 500

/**
 * The town that a point belongs to: the one that is nearest in relation to its size, so that all of Paris is Paris
 * though a suburb's centre may be nearer. Parts of towns do not count.
 * @returns undefined farther than some 200 km from all towns: at sea, on the ice.
 */
export const nearestTown =
  (needs: Pick<PlacesNeeds, 'db'>) =>
  async (point: Point): Promise<Place | undefined> => {
    for (const ring of rings) {
      const towns = await selectTownsInCells5(needs.db.sql, cellsAround(point, 5, ring), maxTowns)
      const nearest = closestTown(point, towns.filter(isTownItself))
      if (nearest) return nearest
    }
    return undefined
  }

/** Towns around a point, the nearest first: for maps and for "check in at the town". */
export const listTownsAround =
  (needs: Pick<PlacesNeeds, 'db'>) =>
  async (point: Point, radiusMetres: number, limit: number): Promise<Place[]> => {
    const ring = rings.find((ring) => coveredMetres(5, ring) >= radiusMetres) ?? rings.length * 3
    const towns = await selectTownsInCells5(needs.db.sql, cellsAround(point, 5, ring), maxTowns)
    return towns
      .map((town) => ({ town, distance: distanceMetres(point, town) }))
      .filter(({ distance }) => distance <= radiusMetres)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, limit)
      .map(({ town }) => town)
  }

/** Not a part of a town, and somebody lives there. */
export function isTownItself(town: Place): boolean {
  return town.category !== 'place=suburb' && town.category !== 'place=locality'
}

/** The nearest in relation to its size. */
export function closestTown(point: Point, towns: readonly Place[]): Place | undefined {
  let best: Place | undefined
  let least = Number.POSITIVE_INFINITY
  for (const town of towns) {
    const reach = distanceMetres(point, town) / townRadius(town.population)
    if (reach < least || (reach === least && best && town.population > best.population)) {
      best = town
      least = reach
    }
  }
  return best
}
