import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { filterV1 } from '../entities/filter.ts'
import type { FilterNeeds } from '../filter-parameters.ts'
import { viewerId } from '../parameters.ts'
import { presentFilterV1 } from '../present/present-filter.ts'

export const getFiltersV1 = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/filters',
    access: { who: 'user', scopes: ['read:filters'] },
    response: Type.Array(filterV1),
    summary: "The viewer's filters, one for each keyword. Deprecated: see v2.",
    async handle({ viewer }) {
      const filters = await needs.filters.listFilters(viewerId(viewer))
      return filters.flatMap((filter) => filter.keywords.map((keyword) => presentFilterV1(filter, keyword)))
    },
  })
