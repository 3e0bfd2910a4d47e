import { Type } from 'typebox'
import { type Accounts, hidesFollows, isActive } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../../entities/account.ts'
import { type FollowsNeeds, followsAnswer } from '../../../follows-answer.ts'
import { accountId, byId, notFound, pageQuery, viewerId } from '../../../parameters.ts'

export const getFollowers = (needs: FollowsNeeds & { readonly accounts: Pick<Accounts, 'findAccount'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/followers',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: Type.Array(account),
    paged: true,
    summary: 'Who follows an account.',
    params: byId,
    query: pageQuery,
    async handle({ viewer, params, query, request }) {
      const me = viewerId(viewer)
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      if (account.id !== me && (!isActive(account) || hidesFollows(account))) return []
      const side = { of: 'followers', accountId: account.id, state: 'accepted' } as const
      return followsAnswer(needs, side, { query, request, me })
    },
  })
