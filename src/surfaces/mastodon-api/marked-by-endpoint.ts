import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId, Posts } from '#domain/posts/index.ts'
import type { Page } from '#platform/db/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from './entities/account.ts'
import { shownOf } from './follows-answer.ts'
import { edgesOf, listAnswer } from './link-header.ts'
import { byId, notFound, pageQuery, postId, toPage, viewerId } from './parameters.ts'
import type { presentAccounts } from './present/present-account.ts'

export interface MarkedByNeeds {
  readonly origin: string
  readonly posts: Pick<Posts, 'findVisible'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

/** The endpoints that tell who did one thing to a post: favourited_by, reblogged_by. */
export function markedByEndpoint(
  needs: MarkedByNeeds,
  mark: {
    verb: string
    summary: string
    list: (id: PostId, page: Page) => Promise<{ id: string; accountId: AccountId }[]>
  },
) {
  return endpoint({
    method: 'GET',
    path: `/api/v1/statuses/:id/${mark.verb}`,
    access: { who: 'public', scopes: ['read:accounts', 'read:statuses'] },
    response: Type.Array(account),
    paged: true,
    summary: mark.summary,
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const post = await needs.posts.findVisible(viewerId(viewer), postId(params))
      if (!post) throw notFound()
      const page = toPage(query, { default: 40, max: 80 })
      const rows = await mark.list(post.id, page)
      const accounts = await needs.presentAccounts(rows.map((row) => row.accountId))
      const list = rows.flatMap((row) => shownOf(accounts.get(row.accountId)))
      return listAnswer(needs.origin, request, list, edgesOf(rows, page.limit))
    },
  })
}
