import { endpoint } from '#platform/http-server/index.ts'
import { filterKeyword } from '../../../entities/filter.ts'
import { type FilterNeeds, findKeyword } from '../../../filter-parameters.ts'
import { byId, viewerId } from '../../../parameters.ts'
import { presentKeyword } from '../../../present/present-filter.ts'

export const getFilterKeyword = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters/keywords/:id',
    access: { who: 'user', scopes: ['read:filters'] },
    response: filterKeyword,
    summary: 'One keyword of a filter.',
    params: byId,
    async handle({ viewer, params }) {
      return presentKeyword((await findKeyword(needs, viewerId(viewer), params.id)).keyword)
    },
  })
