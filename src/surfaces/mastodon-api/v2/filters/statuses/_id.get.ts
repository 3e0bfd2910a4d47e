import { endpoint } from '#platform/http-server/index.ts'
import { filterStatus } from '../../../entities/filter.ts'
import type { FilterNeeds } from '../../../filter-parameters.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'
import { presentFilteredPost } from '../../../present/present-filter.ts'

export const getFilterStatus = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters/statuses/:id',
    access: { who: 'user', scopes: ['read:filters'] },
    response: filterStatus,
    summary: 'One post that a filter names.',
    params: byId,
    async handle({ viewer, params }) {
      const filters = await needs.filters.listFilters(viewerId(viewer))
      const post = filters.flatMap((filter) => filter.posts).find((one) => one.id === params.id)
      if (!post) throw notFound()
      return presentFilteredPost(post)
    },
  })
