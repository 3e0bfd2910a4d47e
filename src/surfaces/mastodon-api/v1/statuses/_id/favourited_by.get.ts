import type { Posts } from '#domain/posts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../../../link-header.ts'
import { byId, notFound, pageQuery, postId, toPage, viewerId } from '../../../parameters.ts'
import type { presentAccounts } from '../../../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly posts: Pick<Posts, 'findVisible' | 'listLikers'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getFavouritedBy = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/statuses/:id/favourited_by',
    access: { who: 'public', scopes: ['read:accounts'] },
    summary: 'Who liked a post.',
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const post = await needs.posts.findVisible(viewerId(viewer), postId(params))
      if (!post) throw notFound()
      const page = toPage(query, { default: 40, max: 80 })
      const rows = await needs.posts.listLikers(post.id, page)
      const accounts = await needs.presentAccounts(rows.map((row) => row.accountId))
      const list = rows.flatMap((row) => accounts.get(row.accountId) ?? [])
      return listAnswer(needs.origin, request, list, edgesOf(rows, page.limit))
    },
  })
