import { endpoint } from '#platform/http-server/index.ts'

/** Accepting releases what waited in the same transaction, so there is never anything left to merge. */
export const getRequestsMerged = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/requests/merged',
    access: { who: 'user', scopes: ['read:notifications'] },
    summary: 'Whether accepted requests have been merged into the notifications.',
    consistency: 'own',
    handle: async () => ({ merged: true }),
  })
