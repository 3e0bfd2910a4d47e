import { Type } from 'typebox'
import type { Filter, Filters } from '#domain/filters/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { filterV1 } from '../../entities/filter.ts'
import {
  expiresIn,
  type FilterNeeds,
  filterOrRefusal,
  findKeyword,
  keywordText,
  parseContexts,
  parseEnd,
} from '../../filter-parameters.ts'
import { byId, viewerId } from '../../parameters.ts'
import { presentFilterV1 } from '../../present/present-filter.ts'

type Needs = FilterNeeds & { readonly filters: Pick<Filters, 'changeFilter'> }

export const putFilterV1 = (needs: Needs) =>
  endpoint({
    method: 'PUT',
    path: '/api/v1/filters/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterV1,
    summary: 'Changes one keyword and its filter. Deprecated: see v2.',
    params: byId,
    body: Type.Object({
      phrase: Type.Optional(keywordText),
      context: Type.Optional(Type.Array(Type.String())),
      irreversible: Type.Optional(Type.Boolean()),
      whole_word: Type.Optional(Type.Boolean()),
      expires_in: expiresIn,
    }),
    async handle({ viewer, params, body, request }) {
      const me = viewerId(viewer)
      const { filter, keyword } = await findKeyword(needs, me, params.id)
      const changes = {
        ...(body.context && { contexts: parseContexts(body.context) }),
        ...(body.irreversible !== undefined && { action: actionOf(filter, body.irreversible) }),
        expiresInSeconds: parseEnd(request, body.expires_in),
      }
      // This version's apps see one keyword: what they say of it must not change its neighbours.
      const isShared = filter.keywords.length > 1
      if (isShared && Object.values(changes).some((change) => change !== undefined))
        throw new Refusal(
          422,
          'Validation failed: these changes cannot be made from this application because they apply to more than one filter keyword',
        )
      const outcome = await needs.filters.changeFilter(me, filter.id, {
        ...changes,
        keywords: [{ kind: 'change', id: keyword.id, keyword: body.phrase, wholeWord: body.whole_word }],
      })
      const changed = filterOrRefusal(outcome)
      const now = changed.keywords.find((one) => one.id === keyword.id)
      return now && presentFilterV1(changed, now)
    },
  })

function actionOf(filter: Filter, irreversible: boolean): Filter['action'] {
  if (irreversible) return 'hide'
  return filter.action === 'hide' ? 'warn' : filter.action
}
