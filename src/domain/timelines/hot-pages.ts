import type { PostId } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'

/** The newest ids of a timeline, newest first. */
export interface HotPage {
  readonly ids: readonly PostId[]
  /** Whether the timeline has no older ones. */
  readonly isWhole: boolean
}

/** How many ids are remembered of each timeline: two of the largest pages. */
export const hotLength = 80

/**
 * Cuts a page out of the newest ids.
 * @returns undefined when the page reaches, or may reach, below them
 */
export function cutPage({ ids, isWhole }: HotPage, page: Page): PostId[] | undefined {
  const { maxId, sinceId, minId, limit } = page
  const oldest = ids.at(-1)
  const floor = minId ?? sinceId
  const within = ids.filter(
    (id) =>
      (maxId === undefined || isBelow(id, maxId)) &&
      (sinceId === undefined || isBelow(sinceId, id)) &&
      (minId === undefined || isBelow(minId, id)),
  )
  const reachesFloor = floor !== undefined && oldest !== undefined && !isBelow(floor, oldest)
  if (minId !== undefined) return isWhole || reachesFloor ? within.slice(-limit) : undefined
  return isWhole || reachesFloor || within.length >= limit ? within.slice(0, limit) : undefined
}

/** Ids are decimal numbers without leading zeros. */
function isBelow(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length
}
