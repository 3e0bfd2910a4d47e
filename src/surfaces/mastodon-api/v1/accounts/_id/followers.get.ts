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

export const getFollowers = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/followers',
    access: { who: 'public', scopes: ['read:accounts'] },
    summary: 'Who follows an account.',
    params: byId,
    query: pageQuery,
    async handle({ params, query, request }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      const page = toPage(query, { default: 40, max: 80 })
      const side = { of: 'followers', accountId: account.id, state: 'accepted' } as const
      const follows = await needs.relationships.listFollows(side, page)
      const accounts = await needs.presentAccounts(follows.map((follow) => follow.followerId))
      const list = follows.flatMap((follow) => accounts.get(follow.followerId) ?? [])
      return listAnswer(needs.origin, request, list, edgesOf(follows, page.limit))
    },
  })
