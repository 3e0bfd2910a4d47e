import type { Collections } from '#domain/collections/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { collectionId } from '../../collection-parameters.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'

export const deleteCollectionEndpoint = (needs: {
  readonly collections: Pick<Collections, 'deleteCollection'>
}) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/collections/:id',
    access: { who: 'user', scopes: ['write:collections'] },
    response: nothing,
    summary: 'Deletes an own collection.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.collections.deleteCollection(viewerId(viewer), collectionId(params.id))))
        throw notFound()
      return {}
    },
  })
