import { Type } from 'typebox'
import type { Filters } from '#domain/filters/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { filterV1 } from '../entities/filter.ts'
import { expiresIn, filterOrRefusal, keywordText, parseContexts } from '../filter-parameters.ts'
import { viewerId } from '../parameters.ts'
import { presentFilterV1 } from '../present/present-filter.ts'

export const postFilterV1 = (needs: { readonly filters: Pick<Filters, 'createFilter'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/filters',
    access: { who: 'user', scopes: ['write:filters'] },
    response: filterV1,
    summary: 'Makes a filter with one keyword. Deprecated: see v2.',
    body: Type.Object({
      phrase: keywordText,
      context: Type.Array(Type.String()),
      irreversible: Type.Optional(Type.Boolean()),
      whole_word: Type.Optional(Type.Boolean()),
      expires_in: expiresIn,
    }),
    async handle({ viewer, body }) {
      const outcome = await needs.filters.createFilter(viewerId(viewer), {
        title: body.phrase.slice(0, 200),
        contexts: parseContexts(body.context),
        action: body.irreversible ? 'hide' : 'warn',
        expiresInSeconds: body.expires_in,
        keywords: [{ kind: 'add', keyword: body.phrase, wholeWord: body.whole_word ?? false }],
      })
      const filter = filterOrRefusal(outcome)
      return filter.keywords[0] && presentFilterV1(filter, filter.keywords[0])
    },
  })
