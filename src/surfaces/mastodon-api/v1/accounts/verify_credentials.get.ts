import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { credentialAccount } from '../../entities/account.ts'
import { viewerId } from '../../parameters.ts'
import type { findOwnAccount } from '../../present/find-own-account.ts'

export const verifyCredentials = (needs: { readonly findOwnAccount: ReturnType<typeof findOwnAccount> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    access: { who: 'user', scopes: ['read:accounts', 'profile'] },
    response: credentialAccount,
    summary: 'The account that the token belongs to.',
    async handle({ viewer }) {
      const own = await needs.findOwnAccount(viewerId(viewer))
      if (!own) throw new Refusal(403, 'Your login is currently disabled')
      return own
    },
  })
