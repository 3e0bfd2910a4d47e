import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { filterKeyword } from '../../../entities/filter.ts'
import { type FilterNeeds, findFilter } from '../../../filter-parameters.ts'
import { byId, viewerId } from '../../../parameters.ts'
import { presentKeyword } from '../../../present/present-filter.ts'

export const getFilterKeywords = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters/:id/keywords',
    access: { who: 'user', scopes: ['read:filters'] },
    response: Type.Array(filterKeyword),
    summary: "A filter's keywords.",
    params: byId,
    async handle({ viewer, params }) {
      return (await findFilter(needs, viewerId(viewer), params.id)).keywords.map(presentKeyword)
    },
  })
