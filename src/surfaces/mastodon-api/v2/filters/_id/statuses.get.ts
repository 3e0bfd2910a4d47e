import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { filterStatus } from '../../../entities/filter.ts'
import { type FilterNeeds, findFilter } from '../../../filter-parameters.ts'
import { byId, viewerId } from '../../../parameters.ts'
import { presentFilteredPost } from '../../../present/present-filter.ts'

export const getFilterStatuses = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters/:id/statuses',
    access: { who: 'user', scopes: ['read:filters'] },
    response: Type.Array(filterStatus),
    summary: 'Posts that a filter names.',
    params: byId,
    async handle({ viewer, params }) {
      return (await findFilter(needs, viewerId(viewer), params.id)).posts.map(presentFilteredPost)
    },
  })
