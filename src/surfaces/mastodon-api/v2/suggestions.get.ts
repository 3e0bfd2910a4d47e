import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { suggestion } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import { findSuggestions, type SuggestionNeeds, suggestionQuery } from '../suggestions.ts'

/** What the older member `source` called the same reasons. */
const olderNames = { friends_of_friends: 'past_interactions', most_followed: 'global' } as const

export const getSuggestions = (needs: SuggestionNeeds) =>
  endpoint({
    method: 'GET',
    path: '/api/v2/suggestions',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(suggestion),
    summary: 'Accounts that the viewer could follow, and why.',
    consistency: 'later',
    query: suggestionQuery,
    async handle({ viewer, query }) {
      const found = await findSuggestions(needs, viewerId(viewer), query.limit)
      return found.map(({ account, why }) => ({ source: olderNames[why], sources: [why], account }))
    },
  })
