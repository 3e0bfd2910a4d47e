import type { Posts } from '#domain/posts/index.ts'
import { endpoint, jsonBytes } from '#platform/http-server/index.ts'
import { statuses } from './entities/status.ts'
import { edgesOf, listAnswer } from './link-header.ts'
import { pageQuery, toPage, viewerId } from './parameters.ts'
import type { TimelineNeeds } from './timeline-answer.ts'

export interface MarkedNeeds extends TimelineNeeds {
  readonly posts: Pick<Posts, 'listMarked' | 'keepVisible'>
}

/** The lists of what the viewer marked; paged by the marks, not by the posts. */
export function markedEndpoint(
  needs: MarkedNeeds,
  mark: { name: 'bookmarks' | 'favourites'; kind: 'bookmarks' | 'likes'; summary: string },
) {
  return endpoint({
    method: 'GET',
    path: `/api/v1/${mark.name}`,
    access: { who: 'user', scopes: [`read:${mark.name}`] },
    response: statuses,
    paged: true,
    summary: mark.summary,
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query)
      const marked = await needs.posts.listMarked(mark.kind, me, page)
      const visible = await needs.posts.keepVisible(
        me,
        marked.map((one) => one.postId),
      )
      const statuses = await needs.presentStatuses.asJson(me, visible.ids, visible.views)
      return listAnswer(needs.origin, request, jsonBytes(statuses), edgesOf(marked, page.limit))
    },
  })
}
