import { Type } from 'typebox'
import { endpoint } from '#platform/http-server/index.ts'
import { byId } from '../../../parameters.ts'

export const getIdentityProofs = () =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id/identity_proofs',
    access: { who: 'user', scopes: ['read:accounts'] },
    response: Type.Array(Type.Unknown(), { maxItems: 0 }),
    summary: 'Nothing, as on Mastodon since 3.5: links are verified by rel="me".',
    params: byId,
    handle: async () => [],
  })
