import { endpoint } from '#platform/http-server/index.ts'
import { filterV1 } from '../../entities/filter.ts'
import { type FilterNeeds, findKeyword } from '../../filter-parameters.ts'
import { byId, viewerId } from '../../parameters.ts'
import { presentFilterV1 } from '../../present/present-filter.ts'

export const getFilterV1 = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/filters/:id',
    access: { who: 'user', scopes: ['read:filters'] },
    response: filterV1,
    summary: 'One keyword with its filter. Deprecated: see v2.',
    params: byId,
    async handle({ viewer, params }) {
      const { filter, keyword } = await findKeyword(needs, viewerId(viewer), params.id)
      return presentFilterV1(filter, keyword)
    },
  })
