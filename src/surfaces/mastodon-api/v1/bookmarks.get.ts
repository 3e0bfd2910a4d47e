import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { TimelineNeeds } from '../timeline-answer.ts'

export const getBookmarks = (
  needs: TimelineNeeds & { readonly posts: Pick<Posts, 'listMarked' | 'keepVisible'> },
) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/bookmarks',
    access: { who: 'user', scopes: ['read:bookmarks'] },
    summary: 'Kept posts, the latest kept first.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = toPage(query)
      const marked = await needs.posts.listMarked('bookmarks', me, page)
      const visible = await needs.posts.keepVisible(
        me,
        marked.map((mark) => mark.postId),
      )
      const statuses = await needs.presentStatuses(me, visible.ids, visible.views)
      return listAnswer(needs.origin, request, statuses, edgesOf(marked, page.limit))
    },
  })
