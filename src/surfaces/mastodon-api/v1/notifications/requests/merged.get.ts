import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'

/** Accepting releases what waited in the same transaction, so there is never anything left to merge. */
export const getRequestsMerged = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/notifications/requests/merged',
    access: { who: 'user', scopes: ['read:notifications'] },
    response: Type.Object({ merged: Type.Boolean() }),
    summary: 'Whether accepted requests have been merged into the notifications.',
    consistency: 'own',
    handle: async () => ({ merged: true }),
  })
