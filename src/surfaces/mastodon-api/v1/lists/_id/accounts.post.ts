import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { addingRefusal, listId } from '../../../list-parameters.ts'
import { byId, idText, viewerId } from '../../../parameters.ts'

export const postListAccounts = (needs: { readonly lists: Pick<Lists, 'addMembers'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/lists/:id/accounts',
    access: { who: 'user', scopes: ['write:lists'] },
    response: nothing,
    summary: 'Puts accounts that the viewer follows on a list.',
    params: byId,
    body: Type.Object({ account_ids: Type.Array(idText, { maxItems: 100 }) }),
    async handle({ viewer, params, body }) {
      const ids = body.account_ids as AccountId[]
      const outcome = await needs.lists.addMembers(viewerId(viewer), listId(params), ids)
      if (!outcome.ok) throw addingRefusal(outcome)
      return {}
    },
  })
