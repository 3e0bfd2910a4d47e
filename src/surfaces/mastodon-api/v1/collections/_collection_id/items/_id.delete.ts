import type { Collections } from '#domain/collections/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byItem, collectionId, itemId } from '../../../../collection-parameters.ts'
import { notFound, viewerId } from '../../../../parameters.ts'

export const deleteCollectionItem = (needs: { readonly collections: Pick<Collections, 'removeItem'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/collections/:collection_id/items/:id',
    access: { who: 'user', scopes: ['write:collections'] },
    response: nothing,
    summary: 'Takes an account out of an own collection.',
    params: byItem,
    async handle({ viewer, params }) {
      const [id, item] = [collectionId(params.collection_id), itemId(params.id)]
      if (!(await needs.collections.removeItem(viewerId(viewer), id, item))) throw notFound()
      return {}
    },
  })
