import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { listId } from '../../../list-parameters.ts'
import { byId, idText, notFound, viewerId } from '../../../parameters.ts'

export const deleteListAccounts = (needs: { readonly lists: Pick<Lists, 'removeMembers'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/lists/:id/accounts',
    access: { who: 'user', scopes: ['write:lists'] },
    response: nothing,
    summary: 'Takes accounts off a list.',
    params: byId,
    body: Type.Object({ account_ids: Type.Array(idText, { maxItems: 100 }) }),
    async handle({ viewer, params, body }) {
      const ids = body.account_ids as AccountId[]
      if (!(await needs.lists.removeMembers(viewerId(viewer), listId(params), ids))) throw notFound()
      return {}
    },
  })
