import { Type } from 'typebox'
import type { Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filter } from '../entities/filter.ts'
import {
  filterFields,
  filterOrRefusal,
  parseAction,
  parseContexts,
  parseKeywords,
} from '../filter-parameters.ts'
import { viewerId } from '../parameters.ts'
import { presentFilter } from '../present/present-filter.ts'

export const postFilter = (needs: { readonly filters: Pick<Filters, 'createFilter'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v2/filters',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filter,
    summary: 'Makes a filter, with keywords.',
    body: Type.Object(filterFields),
    async handle({ viewer, body }) {
      const outcome = await needs.filters.createFilter(viewerId(viewer), {
        title: body.title.trim(),
        contexts: parseContexts(body.context),
        action: parseAction(body.filter_action),
        expiresInSeconds: body.expires_in,
        keywords: parseKeywords(body.keywords_attributes),
      })
      return presentFilter(filterOrRefusal(outcome))
    },
  })
