import { endpoint } from '#platform/http-server/index.ts'
import { accountId, byId, notFound } from '../../parameters.ts'
import type { presentAccounts } from '../../present/present-account.ts'

export const getAccount = (needs: { readonly presentAccounts: ReturnType<typeof presentAccounts> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id',
    access: { who: 'public', scopes: ['read:accounts'] },
    summary: 'One account.',
    params: byId,
    async handle({ params }) {
      const id = accountId(params)
      const account = (await needs.presentAccounts([id])).get(id)
      if (!account) throw notFound()
      return account
    },
  })
