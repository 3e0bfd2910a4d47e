import { Type } from 'typebox'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { list } from '../entities/list.ts'
import { listFields, parsePolicy } from '../list-parameters.ts'
import { viewerId } from '../parameters.ts'
import { presentList } from '../present/present-list.ts'

export const postList = (needs: { readonly lists: Pick<Lists, 'createList'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/lists',
    access: { who: 'user', scopes: ['write:lists'] },
    response: list,
    summary: 'Makes a list.',
    body: Type.Object(listFields),
    async handle({ viewer, body }) {
      const list = await needs.lists.createList(viewerId(viewer), {
        title: body.title.trim(),
        replies: parsePolicy(body.replies_policy),
        exclusive: body.exclusive,
      })
      if (!list) throw new Refusal(422, 'Validation failed: You have reached the maximum number of lists')
      return presentList(list)
    },
  })
