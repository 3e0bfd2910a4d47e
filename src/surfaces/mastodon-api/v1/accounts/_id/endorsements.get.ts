import { Type } from 'typebox'
import { type Accounts, isActive, isLocal } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { type EndorsementsNeeds, endorsementsAnswer } from '../../../endorsements-answer.ts'
import { account } from '../../../entities/account.ts'
import { accountId, byId, notFound, pageQuery } from '../../../parameters.ts'

type Needs = EndorsementsNeeds & { readonly accounts: Pick<Accounts, 'findAccount'> }

export const getAccountEndorsements = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/endorsements',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: Type.Array(account),
    paged: true,
    summary: 'Accounts that somebody shows on the own profile.',
    params: byId,
    query: pageQuery,
    async handle({ params, query, request }) {
      const account = await needs.accounts.findAccount(accountId(params))
      if (!account) throw notFound()
      if (!isActive(account) || !isLocal(account)) return []
      return endorsementsAnswer(needs, account.id, { query, request })
    },
  })
