import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../link-header.ts'
import { pageQuery, toPage, viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly relationships: Pick<Relationships, 'listFollows'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getFollowRequests = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/follow_requests',
    access: { who: 'user', scopes: ['read:follows'] },
    summary: 'Who asks to follow the viewer.',
    query: pageQuery,
    async handle({ viewer, query, request }) {
      const page = toPage(query, { default: 40, max: 80 })
      const side = { of: 'followers', accountId: viewerId(viewer), state: 'requested' } as const
      const follows = await needs.relationships.listFollows(side, page)
      const accounts = await needs.presentAccounts(follows.map((follow) => follow.followerId))
      const list = follows.flatMap((follow) => accounts.get(follow.followerId) ?? [])
      return listAnswer(needs.origin, request, list, edgesOf(follows, page.limit))
    },
  })
