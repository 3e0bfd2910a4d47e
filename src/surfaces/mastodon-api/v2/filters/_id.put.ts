import { Type } from 'typebox'
import type { FilterId, Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filter } from '../../entities/filter.ts'
import {
  filterFields,
  filterOrRefusal,
  parseAction,
  parseContexts,
  parseEnd,
  parseKeywords,
} from '../../filter-parameters.ts'
import { byId, viewerId } from '../../parameters.ts'
import { presentFilter } from '../../present/present-filter.ts'

export const putFilter = (needs: { readonly filters: Pick<Filters, 'changeFilter'> }) =>
  endpoint({
    method: 'PUT',
    path: '/api/v2/filters/:id',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filter,
    summary: "Changes one of the viewer's filters and its keywords.",
    params: byId,
    body: Type.Object({
      ...filterFields,
      title: Type.Optional(filterFields.title),
      context: Type.Optional(filterFields.context),
    }),
    async handle({ viewer, params, body, request }) {
      const outcome = await needs.filters.changeFilter(viewerId(viewer), params.id as FilterId, {
        ...(body.title !== undefined && { title: body.title.trim() }),
        ...(body.context !== undefined && { contexts: parseContexts(body.context) }),
        action: parseAction(body.filter_action),
        expiresInSeconds: parseEnd(request, body.expires_in),
        keywords: parseKeywords(body.keywords_attributes),
      })
      return presentFilter(filterOrRefusal(outcome))
    },
  })
