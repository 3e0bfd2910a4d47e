import type { FilterId, Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filterKeyword } from '../../../entities/filter.ts'
import { filterOrRefusal, keywordBody } from '../../../filter-parameters.ts'
import { byId, viewerId } from '../../../parameters.ts'
import { presentKeyword } from '../../../present/present-filter.ts'

export const postFilterKeyword = (needs: { readonly filters: Pick<Filters, 'changeFilter'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v2/filters/:id/keywords',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterKeyword,
    summary: 'Adds a keyword to a filter.',
    params: byId,
    body: keywordBody,
    async handle({ viewer, params, body }) {
      const add = { kind: 'add', keyword: body.keyword, wholeWord: body.whole_word ?? true } as const
      const outcome = await needs.filters.changeFilter(viewerId(viewer), params.id as FilterId, {
        keywords: [add],
      })
      // Keywords are in the order in which they were added.
      const added = filterOrRefusal(outcome).keywords.at(-1)
      return added && presentKeyword(added)
    },
  })
