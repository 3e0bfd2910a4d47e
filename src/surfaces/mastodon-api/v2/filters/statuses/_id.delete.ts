import type { FilteredPostId, Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filterStatus } from '../../../entities/filter.ts'
import type { FilterNeeds } from '../../../filter-parameters.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'
import { presentFilteredPost } from '../../../present/present-filter.ts'

export const deleteFilterStatus = (
  needs: FilterNeeds & { readonly filters: Pick<Filters, 'unfilterPost'> },
) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v2/filters/statuses/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterStatus,
    summary: 'Takes a post off its filter, and answers with what was taken off.',
    params: byId,
    async handle({ viewer, params }) {
      const me = viewerId(viewer)
      const filters = await needs.filters.listFilters(me)
      const post = filters.flatMap((filter) => filter.posts).find((one) => one.id === params.id)
      if (!post || !(await needs.filters.unfilterPost(me, params.id as FilteredPostId))) throw notFound()
      return presentFilteredPost(post)
    },
  })
