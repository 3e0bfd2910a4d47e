import { Type } from 'typebox'
import type { FilterId, Filters } from '#domain/filters/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { filterStatus } from '../../../entities/filter.ts'
import { byId, idText, notFound, viewerId } from '../../../parameters.ts'
import { presentFilteredPost } from '../../../present/present-filter.ts'

const refusals = {
  not_found: () => notFound(),
  there_already: () => new Refusal(422, 'Validation failed: Status has already been taken'),
  too_many: () => new Refusal(422, 'Validation failed: Too many filtered posts'),
}

export const postFilterStatus = (needs: { readonly filters: Pick<Filters, 'filterPost'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v2/filters/:id/statuses',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterStatus,
    summary: 'Adds a post to a filter.',
    params: byId,
    body: Type.Object({ status_id: idText }),
    async handle({ viewer, params, body }) {
      const outcome = await needs.filters.filterPost(
        viewerId(viewer),
        params.id as FilterId,
        body.status_id as PostId,
      )
      if (!outcome.ok) throw refusals[outcome.because]()
      return presentFilteredPost(outcome.post)
    },
  })
