import { LRUCache } from 'lru-cache'
import { cellOf, cellsAround } from './cells.ts'
import { closestTown, isTownItself, nearestTown } from './nearest-town.ts'
import type { PlacesNeeds } from './needs.ts'
import type { Place, Point } from './place.ts'
import { selectTownsInCells5 } from './place-store.ts'

const maxTowns = 500
const rememberedCells = 300

/** The town of each of many points that come in some order of place: one question a cell, not one a point. */
export function createTownFinder(
  needs: Pick<PlacesNeeds, 'db'>,
): (point: Point) => Promise<Place | undefined> {
  const towns = new LRUCache<string, Promise<readonly Place[]>>({ max: rememberedCells })
  const townsAround = (point: Point) => {
    const cell = cellOf(point, 5)
    const known = towns.get(cell)
    if (known) return known
    const asked = selectTownsInCells5(needs.db.sql, cellsAround(point, 5, 1), maxTowns).then((found) =>
      found.filter(isTownItself),
    )
    towns.set(cell, asked)
    return asked
  }
  return async (point) => {
    const near = await townsAround(point)
    return near.length > 0 ? closestTown(point, near) : nearestTown(needs)(point)
  }
}
