import { type CollectionsAnswerNeeds, collectionsEndpoint } from '../../../collections-endpoint.ts'

export const getAccountCollections = (needs: CollectionsAnswerNeeds) =>
  collectionsEndpoint(needs, {
    path: '/api/v1/accounts/:account_id/collections',
    summary: 'Collections of an account.',
    list: async (viewerId, accountId, { limit, offset }) =>
      (await needs.collections.listOf(viewerId, accountId)).slice(offset, offset + limit),
  })
