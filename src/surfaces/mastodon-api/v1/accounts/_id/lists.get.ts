import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { accountId, byId, viewerId } from '../../../parameters.ts'
import { presentList } from '../../../present/present-list.ts'

export const getAccountLists = (needs: { readonly lists: Pick<Lists, 'listHolding'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/lists',
    access: { who: 'user', scopes: ['read:lists'] },
    summary: "The viewer's lists that an account is on.",
    params: byId,
    async handle({ viewer, params }) {
      return (await needs.lists.listHolding(viewerId(viewer), accountId(params))).map(presentList)
    },
  })
