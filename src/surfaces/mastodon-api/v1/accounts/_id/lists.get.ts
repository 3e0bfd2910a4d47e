import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { list } from '../../../entities/list.ts'
import { accountId, byId, notFound, viewerId } from '../../../parameters.ts'
import { presentList } from '../../../present/present-list.ts'

interface Needs {
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly lists: Pick<Lists, 'listHolding'>
}

export const getAccountLists = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/lists',
    access: { who: 'user', scopes: ['read:lists'] },
    response: Type.Array(list),
    summary: "The viewer's lists that an account is on.",
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.accounts.findAccount(accountId(params)))) throw notFound()
      return (await needs.lists.listHolding(viewerId(viewer), accountId(params))).map(presentList)
    },
  })
