import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { account } from '../entities/account.ts'
import type { presentAccounts } from '../present/present-account.ts'

export const getAccounts = (needs: { readonly presentAccounts: ReturnType<typeof presentAccounts> }) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: Type.Array(account),
    summary: 'Several accounts at once.',
    query: Type.Object({ id: Type.Optional(Type.Array(Type.String(), { maxItems: 40 })) }),
    async handle({ query }) {
      const ids = (query.id ?? []).flatMap((text) => parseId<AccountId>(text) ?? [])
      return [...(await needs.presentAccounts(ids)).values()]
    },
  })
