import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { list } from '../../entities/list.ts'
import { listId } from '../../list-parameters.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { presentList } from '../../present/present-list.ts'

export const getList = (needs: { readonly lists: Pick<Lists, 'findList'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/lists/:id',
    access: { who: 'user', scopes: ['read:lists'] },
    response: list,
    summary: "One of the viewer's lists.",
    params: byId,
    async handle({ viewer, params }) {
      const list = await needs.lists.findList(viewerId(viewer), listId(params))
      if (!list) throw notFound()
      return presentList(list)
    },
  })
