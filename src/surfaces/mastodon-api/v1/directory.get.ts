import { Type } from 'typebox'
import type { Accounts } from '#domain/accounts/index.ts'
import type { Relationships } from '#domain/relationships/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { account } from '../entities/account.ts'
import { viewerId } from '../parameters.ts'
import type { presentAccounts } from '../present/present-account.ts'

interface Needs {
  readonly accounts: Pick<Accounts, 'listDirectory'>
  readonly relationships: Pick<Relationships, 'findHidden'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getDirectory = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/directory',
    access: { who: 'public', scopes: ['read:accounts'] },
    response: Type.Array(account),
    summary: 'Accounts that want to be found: the latest active ones, or the newest.',
    query: Type.Object({
      order: Type.Optional(Type.String({ description: 'active or new.' })),
      local: Type.Optional(Type.Boolean()),
      limit: Type.Optional(Type.Integer({ description: 'How many; default 40, most 80.' })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    }),
    async handle({ viewer, query }) {
      const me = viewerId(viewer)
      const hidden = me && (await needs.relationships.findHidden(me))
      const found = await needs.accounts.listDirectory({
        order: query.order === 'new' ? 'new' : 'active',
        localOnly: query.local ?? false,
        limit: Math.min(Math.max(query.limit ?? 40, 1), 80),
        offset: query.offset ?? 0,
      })
      const shown = found.filter(
        (account) =>
          !hidden ||
          (!hidden.blocked.has(account.id) &&
            !hidden.muted.has(account.id) &&
            !hidden.domains.has(account.domain ?? '')),
      )
      return [...(await needs.presentAccounts(shown.map((account) => account.id))).values()]
    },
  })
