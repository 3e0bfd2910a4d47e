import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { familiarFollowers } from '../../entities/account.ts'
import { viewerId } from '../../parameters.ts'
import type { presentAccounts } from '../../present/present-account.ts'

interface Needs {
  readonly relationships: Pick<Relationships, 'findFamiliar'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getFamiliarFollowers = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/accounts/familiar_followers',
    access: { who: 'user', scopes: ['read:follows'] },
    response: Type.Array(familiarFollowers),
    summary: 'Who among those whom the viewer follows also follows each account.',
    query: Type.Object({ id: Type.Optional(Type.Array(Type.String(), { maxItems: 40 })) }),
    async handle({ viewer, query }) {
      const ids = [...new Set((query.id ?? []).flatMap((text) => parseId<AccountId>(text) ?? []))]
      const familiar = await needs.relationships.findFamiliar(viewerId(viewer), ids)
      const accounts = await needs.presentAccounts([...familiar.values()].flat())
      return ids.map((id) => ({
        id,
        accounts: (familiar.get(id) ?? []).flatMap((follower) => accounts.get(follower) ?? []),
      }))
    },
  })
