import type { Collections } from '#domain/collections/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byItem, collectionId, itemId } from '../../../../../collection-parameters.ts'
import { notFound, viewerId } from '../../../../../parameters.ts'

export const revokeCollectionItem = (needs: { readonly collections: Pick<Collections, 'revokeItem'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/collections/:collection_id/items/:id/revoke',
    access: { who: 'user', scopes: ['write:collections'] },
    response: nothing,
    summary: "Takes oneself out of somebody else's collection, for good.",
    params: byItem,
    async handle({ viewer, params }) {
      const [id, item] = [collectionId(params.collection_id), itemId(params.id)]
      if (!(await needs.collections.revokeItem(viewerId(viewer), id, item))) throw notFound()
      return {}
    },
  })
