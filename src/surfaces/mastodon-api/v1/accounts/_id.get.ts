import type { AccountId } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../../entities/account.ts'
import { accountId, byId, notFound, viewerId } from '../../parameters.ts'
import type { presentAccounts } from '../../present/present-account.ts'

interface Needs {
  readonly presentAccounts: ReturnType<typeof presentAccounts>
  readonly profileIsRead: (id: AccountId) => Promise<void>
}

export const getAccount = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/:id',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: account,
    summary: 'One account.',
    params: byId,
    async handle({ viewer, params }) {
      const id = accountId(params)
      const account = (await needs.presentAccounts([id])).get(id)
      if (!account) throw notFound()
      if (viewerId(viewer)) await needs.profileIsRead(id)
      return account
    },
  })
