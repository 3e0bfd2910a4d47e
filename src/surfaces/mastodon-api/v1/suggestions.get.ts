import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import { findSuggestions, type SuggestionNeeds, suggestionQuery } from '../suggestions.ts'

export const getSuggestionsV1 = (needs: SuggestionNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/suggestions',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(account),
    summary: 'Accounts that the viewer could follow. Deprecated: see v2.',
    consistency: 'later',
    query: suggestionQuery,
    async handle({ viewer, query }) {
      return (await findSuggestions(needs, viewerId(viewer), query.limit)).map(({ account }) => account)
    },
  })
