import { isInCell } from '#domain/places/index.ts'
import { formatPosition, type LogPosition } from '#platform/events/index.ts'
import type { Filter, NewsType } from './wish.ts'

/** One event of the firehose, presented once for all readers. */
export interface News {
  readonly position: LogPosition
  readonly type: NewsType
  readonly accountId: string
  readonly local: boolean
  /** Where it was, as strangers see it; undefined for what is no check-in and for what is gone. */
  readonly place: ShownAt | undefined
  /** UTF-8 of the JSON object that readers get. */
  readonly json: string
}

export interface ShownAt {
  readonly id: string | null
  /** Where strangers see a place to within a neighbourhood; undefined where they see less. */
  readonly point: { readonly latitude: number; readonly longitude: number } | undefined
}

/** The JSON of one event. @param more what comes beside the cursor and the type */
export function writeNews(position: LogPosition, type: string, more: object): string {
  return JSON.stringify({ cursor: formatPosition(position), type, ...more })
}

/**
 * Whether a reader wants to hear it. Place and area are no reason to keep back an update of a check-in or a deletion:
 * whoever was shown a place hears that it is shown no longer, and whether it was there is not told by the silence.
 */
export function isWanted({ types, accounts, places, areas, onlyLocal }: Filter, news: News): boolean {
  if (types.size > 0 && !types.has(news.type)) return false
  if (accounts.size > 0 && !accounts.has(news.accountId)) return false
  if (onlyLocal && !news.local) return false
  if (places.size === 0 && areas.length === 0) return true
  if (news.type === 'delete' || (news.type === 'update' && news.place)) return true
  const { id, point } = news.place ?? {}
  if (id && places.has(id)) return true
  return point !== undefined && areas.some((area) => isInCell(point, area))
}
