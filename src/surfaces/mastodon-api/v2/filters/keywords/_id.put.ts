import type { Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filterKeyword } from '../../../entities/filter.ts'
import { type FilterNeeds, filterOrRefusal, findKeyword, keywordBody } from '../../../filter-parameters.ts'
import { byId, viewerId } from '../../../parameters.ts'
import { presentKeyword } from '../../../present/present-filter.ts'

type Needs = FilterNeeds & { readonly filters: Pick<Filters, 'changeFilter'> }

export const putFilterKeyword = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v2/filters/keywords/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterKeyword,
    summary: 'Changes one keyword of a filter.',
    params: byId,
    body: keywordBody,
    async handle({ viewer, params, body }) {
      const me = viewerId(viewer)
      const { filter, keyword } = await findKeyword(needs, me, params.id)
      const outcome = await needs.filters.changeFilter(me, filter.id, {
        keywords: [{ kind: 'change', id: keyword.id, keyword: body.keyword, wholeWord: body.whole_word }],
      })
      const changed = filterOrRefusal(outcome).keywords.find((one) => one.id === keyword.id)
      return changed && presentKeyword(changed)
    },
  })
