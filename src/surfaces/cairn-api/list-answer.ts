import type { FastifyRequest } from 'fastify'
import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import type { TimelinePage } from '#domain/timelines/index.ts'
import { answer, jsonBytes } from '#platform/http-server/index.ts'

/** Posts in the shape that apps know; the Mastodon surface gives it, through the composition. */
export interface PresentStatuses {
  (viewerId: AccountId | undefined, ids: readonly PostId[]): Promise<readonly object[]>
  /** A list as the bytes of its JSON. */
  asJson(
    viewerId: AccountId | undefined,
    ids: readonly PostId[],
    views?: ReadonlyMap<PostId, PostView>,
  ): Promise<Buffer>
}

/** A page of posts with its Link header; positions never stand in it. */
export async function postsAnswer(
  needs: { readonly origin: string; readonly presentStatuses: PresentStatuses },
  exchange: {
    viewerId: AccountId | undefined
    page: TimelinePage
    request: FastifyRequest
    /** What of the query belongs to the next pages, too. */
    query?: string
  },
) {
  const { viewerId, page, request, query } = exchange
  const statuses = await needs.presentStatuses.asJson(viewerId, page.ids, page.views)
  const path = `${needs.origin}${request.url.split('?')[0]}?${query ? `${query}&` : ''}`
  const links = [
    page.olderThan && `<${path}max_id=${page.olderThan}>; rel="next"`,
    page.newerThan && `<${path}min_id=${page.newerThan}>; rel="prev"`,
  ].filter(Boolean)
  return answer(jsonBytes(statuses), links.length > 0 ? { headers: { link: links.join(', ') } } : {})
}
