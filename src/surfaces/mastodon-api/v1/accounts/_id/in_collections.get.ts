import { type CollectionsAnswerNeeds, collectionsEndpoint } from '../../../collections-endpoint.ts'

export const getCollectionsWithAccount = (needs: CollectionsAnswerNeeds) =>
  collectionsEndpoint(needs, {
    path: '/api/v1/accounts/:account_id/in_collections',
    summary: 'Collections that an account is in.',
    list: (viewerId, accountId, page) => needs.collections.listWith(viewerId, accountId, page),
  })
