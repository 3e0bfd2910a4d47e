import type { Lists } from '#domain/lists/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { listId } from '../../list-parameters.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'

export const deleteListEndpoint = (needs: { readonly lists: Pick<Lists, 'deleteList'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/lists/:id',
    access: { who: 'user', scopes: ['write:lists'] },
    response: nothing,
    summary: "Deletes one of the viewer's lists.",
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.lists.deleteList(viewerId(viewer), listId(params)))) throw notFound()
      return {}
    },
  })
