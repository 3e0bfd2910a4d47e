import { cellsAround, isPoint, type Point } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { listCellPosts } from './checkin-store.ts'
import type { CheckinsNeeds } from './needs.ts'

/** What "near" means, growing until a page is full: some 2 km, then 25, 70 and 200 km. */
const reaches = [
  { column: 'shown_h3_9', resolution: 9, ring: 9 },
  { column: 'shown_h3_5', resolution: 5, ring: 1 },
  { column: 'shown_h3_5', resolution: 5, ring: 4 },
  { column: 'shown_h3_5', resolution: 5, ring: 12 },
] as const

/**
 * Posts with check-ins near a point, newest first. Each page reaches as far as it must to be full, so a reader who
 * scrolls gets farther away rather than to an end. Queries see cells, never the point.
 */
export const listNear =
  (needs: Pick<CheckinsNeeds, 'db'>) =>
  async (point: Point, page: Page): Promise<PostId[]> => {
    if (!isPoint(point)) return []
    let found: PostId[] = []
    for (const { column, resolution, ring } of reaches) {
      found = await listCellPosts(needs.db.sql, column, cellsAround(point, resolution, ring), page)
      if (found.length >= page.limit) break
    }
    return found
  }
