import type { PostId, Posts } from '#domain/posts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { statuses } from '../../entities/status.ts'
import { viewerId } from '../../parameters.ts'
import type { presentStatuses } from '../../present/present-statuses.ts'
import { type TrendNeeds, trendAnswer, trendPage, trendQuery } from '../../trend-answer.ts'

interface Needs extends TrendNeeds {
  readonly posts: Pick<Posts, 'keepVisible' | 'dropLimited'>
  readonly relationships: Pick<Relationships, 'findHidden'>
  readonly presentStatuses: ReturnType<typeof presentStatuses>
}

export const getTrendingStatuses = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/trends/statuses',
    access: { who: 'public', scopes: ['read'] },
    response: statuses,
    paged: true,
    summary: 'Posts that many people like and boost.',
    consistency: 'later',
    query: trendQuery,
    async handle({ viewer, query, request }) {
      const me = viewerId(viewer)
      const page = trendPage(query, { default: 20, max: 40 })
      const ids = (await needs.trends.listTrends('post', page)) as PostId[]
      const [visible, hidden] = await Promise.all([
        needs.posts.keepVisible(me, ids).then((list) => needs.posts.dropLimited(undefined, list)),
        me && needs.relationships.findHidden(me),
      ])
      const shown = visible.ids.filter((id) => {
        const author = visible.views.get(id)?.post.accountId
        return !hidden || (author !== undefined && !hidden.muted.has(author))
      })
      const list = await needs.presentStatuses(me, shown, visible.views)
      return trendAnswer(needs, request, { list, found: ids.length, page })
    },
  })
