import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { TimelineNeeds } from '../timeline-answer.ts'

export const getFavourites = (
  needs: TimelineNeeds & { readonly posts: Pick<Posts, 'listMarked' | 'keepVisible'> },
) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/favourites',
    access: { who: 'user', scopes: ['read:favourites'] },
    summary: 'Liked posts, the latest liked first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query)
      const marked = await needs.posts.listMarked('likes', me, page)
      const visible = await needs.posts.keepVisible(
        me,
        marked.map((mark) => mark.postId),
      )
      const statuses = await needs.presentStatuses(me, visible.ids, visible.views)
      return listAnswer(needs.origin, request, statuses, edgesOf(marked, page.limit))
    },
  })
