import { Type } from 'typebox'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { list } from '../../entities/list.ts'
import { listFields, listId, parsePolicy } from '../../list-parameters.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import { presentList } from '../../present/present-list.ts'

export const putList = (needs: { readonly lists: Pick<Lists, 'changeList'> }) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/lists/:id',
    access: { who: 'user', scopes: ['write:lists'] },
    response: list,
    summary: "Changes one of the viewer's lists.",
    params: byId,
    body: Type.Object({ ...listFields, title: Type.Optional(listFields.title) }),
    async handle({ viewer, params, body }) {
      const list = await needs.lists.changeList(viewerId(viewer), listId(params), {
        ...(body.title !== undefined && { title: body.title.trim() }),
        replies: parsePolicy(body.replies_policy),
        exclusive: body.exclusive,
      })
      if (!list) throw notFound()
      return presentList(list)
    },
  })
