import { Type } from 'typebox'
import type { Lists } from '#domain/lists/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { list } from '../entities/list.ts'
import { viewerId } from '../parameters.ts'
import { presentList } from '../present/present-list.ts'

export const getLists = (needs: { readonly lists: Pick<Lists, 'listLists'> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/lists',
    access: { who: 'user', scopes: ['read:lists'] },
    response: Type.Array(list),
    summary: "The viewer's lists.",
    handle: async ({ viewer }) => (await needs.lists.listLists(viewerId(viewer))).map(presentList),
  })
