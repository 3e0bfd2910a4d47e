import type { Filters } from '#domain/filters/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { type FilterNeeds, findKeyword } from '../../filter-parameters.ts'
import { byId, viewerId } from '../../parameters.ts'

type Needs = FilterNeeds & { readonly filters: Pick<Filters, 'deleteFilter' | 'deleteKeyword'> }

export const deleteFilterV1 = (needs: Needs) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v1/filters/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: nothing,
    summary: 'Deletes one keyword, and with the last one its filter. Deprecated: see v2.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const { filter, keyword } = await findKeyword(needs, me, params.id)
      const isLast = filter.keywords.length === 1 && filter.posts.length === 0
      if (isLast) await needs.filters.deleteFilter(me, filter.id)
      else await needs.filters.deleteKeyword(me, keyword.id)
      return {}
    },
  })
