import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { filter } from '../entities/filter.ts'
import type { FilterNeeds } from '../filter-parameters.ts'
import { viewerId } from '../parameters.ts'
import { presentFilter } from '../present/present-filter.ts'

export const getFilters = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters',
    access: { who: 'user', scopes: ['read:filters'] },
    response: Type.Array(filter),
    summary: "The viewer's filters.",
    handle: async ({ viewer }) => (await needs.filters.listFilters(viewerId(viewer))).map(presentFilter),
  })
