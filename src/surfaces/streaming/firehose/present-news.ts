import {
  type PostFact,
  type PostId,
  postDeleted,
  postEdited,
  postHidden,
  postPublished,
} from '#domain/posts/index.ts'
import type { AppendedEvent } from '#platform/events/index.ts'
import type { StreamingNeeds } from '../needs.ts'
import { type News, type ShownAt, writeNews } from './news.ts'

export type NewsNeeds = Pick<StreamingNeeds, 'timelines' | 'presentStatuses'>

/** The events that the firehose tells of. */
export const newsSources: readonly string[] = [postPublished, postEdited, postDeleted, postHidden].map(
  (event) => event.type,
)

/** What of a presented status the firehose looks at. */
interface Told {
  readonly id: string
  readonly checkin?: unknown
  readonly place?: {
    readonly id: string | null
    readonly precision: string
    readonly latitude: number | null
    readonly longitude: number | null
  } | null
}

/**
 * Presents events as a signed-out visitor of the global feed would see them now: no boosts, nothing that is not public,
 * nobody who is limited or suspended. What is gone by now is left out, and its deletion told later. A constant number of
 * queries for any number of events.
 */
export async function presentNews(needs: NewsNeeds, events: readonly AppendedEvent[]): Promise<News[]> {
  const open = events.filter((event) => {
    const fact = event.data as PostFact
    return fact.visibility === 'public' && fact.boostOfId === null
  })
  const ids = [...new Set(open.filter(isThere).map(postIdOf))]
  const { ids: shown } =
    ids.length > 0
      ? await needs.timelines.listBy(undefined, { limit: ids.length + 1 }, async () => ids)
      : { ids: [] }
  const statuses = new Map(
    (await needs.presentStatuses(undefined, shown)).map((status) => [status.id, status as Told]),
  )
  return open.flatMap((event) => {
    if (!isThere(event)) return [tellOf(event, 'delete', undefined)]
    const status = statuses.get(postIdOf(event))
    if (!status) return []
    const kind = status.checkin ? 'checkin' : 'post'
    return [tellOf(event, event.type === postEdited.type ? 'update' : kind, status)]
  })
}

function tellOf(event: AppendedEvent, type: News['type'], status: Told | undefined): News {
  const fact = event.data as PostFact
  const position = { xid: event.xid, id: event.id }
  return {
    position,
    type,
    accountId: fact.authorId,
    local: fact.local,
    place: status && shownAt(status),
    json: writeNews(position, type, {
      at: event.createdAt.toISOString(),
      id: fact.postId,
      account_id: fact.authorId,
      ...(status && { status }),
    }),
  }
}

function shownAt({ checkin, place }: Told): ShownAt | undefined {
  if (!checkin || !place) return undefined
  const { id, precision, latitude, longitude } = place
  const isNear = precision === 'venue' || precision === 'cell'
  const point = isNear && latitude !== null && longitude !== null ? { latitude, longitude } : undefined
  return { id, point }
}

function isThere({ type }: AppendedEvent): boolean {
  return type === postPublished.type || type === postEdited.type
}

function postIdOf(event: AppendedEvent): PostId {
  return (event.data as PostFact).postId
}
