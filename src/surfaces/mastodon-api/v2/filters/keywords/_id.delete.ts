import type { Filters, KeywordId } from '#domain/filters/index.ts'
import { endpoint, nothing } from '#platform/http-server/index.ts'
import { byId, notFound, viewerId } from '../../../parameters.ts'

export const deleteFilterKeyword = (needs: { readonly filters: Pick<Filters, 'deleteKeyword'> }) =>
  endpoint({
    method: 'DELETE',
    path: '/api/v2/filters/keywords/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: nothing,
    summary: 'Takes a keyword off its filter.',
    params: byId,
    async handle({ viewer, params }) {
      if (!(await needs.filters.deleteKeyword(viewerId(viewer), params.id as KeywordId))) throw notFound()
      return {}
    },
  })
