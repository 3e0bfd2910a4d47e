import type { Posts } from '#domain/posts/index.ts'
import type { Quotes } from '#domain/quotes/index.ts'
import type { Timelines } from '#domain/timelines/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../../entities/status.ts'
import { byId, notFound, pageQuery, postId, toPage, viewerId } from '../../../parameters.ts'
import { type TimelineNeeds, timelineAnswer } from '../../../timeline-answer.ts'

interface Needs extends TimelineNeeds {
  readonly posts: Pick<Posts, 'findVisible'>
  readonly quotes: Pick<Quotes, 'listQuoteIds'>
  readonly timelines: Pick<Timelines, 'listBy'>
}

export const getQuotes = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id/quotes',
    access: { who: 'public', scopes: ['read:statuses'] },
    response: statuses,
    paged: true,
    summary: 'Posts that quote a post with the consent of its author, newest first.',
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const post = await needs.posts.findVisible(me, postId(params))
      if (!post) throw notFound()
      const page = await needs.timelines.listBy(me, toPage(query), (rest) =>
        needs.quotes.listQuoteIds(post.id, rest),
      )
      return timelineAnswer(needs, { viewerId: me, page, request })
    },
  })
