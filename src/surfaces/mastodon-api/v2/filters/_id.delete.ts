import type { FilterId, Filters } from '#domain/filters/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'

export const deleteFilterEndpoint = (needs: { readonly filters: Pick<Filters, 'deleteFilter'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v2/filters/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: nothing,
    summary: "Deletes one of the viewer's filters.",
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.filters.deleteFilter(viewerId(viewer), params.id as FilterId))) throw notFound()
      return {}
    },
  })
