import { endpoint } from '#platform/http-server/index.ts'
import { filter } from '../../entities/filter.ts'
import { type FilterNeeds, findFilter } from '../../filter-parameters.ts'
import { byId, viewerId } from '../../parameters.ts'
import { presentFilter } from '../../present/present-filter.ts'

export const getFilter = (needs: FilterNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/filters/:id',
    access: { who: 'user', scopes: ['read:filters'] },
    response: filter,
    summary: "One of the viewer's filters.",
    params: byId,
    handle: async ({ viewer, params }) => presentFilter(await findFilter(needs, viewerId(viewer), params.id)),
  })
