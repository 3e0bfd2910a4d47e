import type { FilteredPostId, Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'

export const deleteFilterStatus = (needs: { readonly filters: Pick<Filters, 'unfilterPost'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v2/filters/statuses/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    summary: 'Takes a post off its filter.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.filters.unfilterPost(viewerId(viewer), params.id as FilteredPostId))) throw notFound()
      return {}
    },
  })
