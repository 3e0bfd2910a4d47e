import type { Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { edgesOf, listAnswer } from '../../../link-header.ts'
import { accountId, byId, notFound, pageQuery, toPage } from '../../../parameters.ts'
import type { presentAccounts } from '../../../present/present-account.ts'

interface Needs {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly relationships: Pick<Relationships, 'listFollows'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getFollowing = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/following',
    access: { who: 'public', scopes: ['read:accounts'] },
    summary: 'Whom an account follows.',
    params: byId,
    query: pageQuery,
    async handle({ params, query, request }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      const page = toPage(query, { default: 40, max: 80 })
      const side = { of: 'following', accountId: account.id, state: 'accepted' } as const
      const follows = await needs.relationships.listFollows(side, page)
      const accounts = await needs.presentAccounts(follows.map((follow) => follow.followedId))
      const list = follows.flatMap((follow) => accounts.get(follow.followedId) ?? [])
      return listAnswer(needs.origin, request, list, edgesOf(follows, page.limit))
    },
  })
