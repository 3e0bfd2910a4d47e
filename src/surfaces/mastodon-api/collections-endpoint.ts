import { Type } from 'typebox'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { Collections, ShownCollection } from '#domain/collections/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { collectionList } from './entities/collection.ts'
import { accountId, idText, notFound, viewerId } from './parameters.ts'
import { presentCollection } from './present/present-collection.ts'

export interface CollectionsAnswerNeeds {
  readonly origin: string
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly collections: Pick<Collections, 'listOf' | 'listWith'>
}

interface Wish {
  readonly path: string
  readonly summary: string
  readonly list: (
    viewerId: AccountId | undefined,
    accountId: AccountId,
    page: { limit: number; offset: number },
  ) => Promise<readonly ShownCollection[]>
}

/** Both lists of collections page by offset, as Mastodon's. */
export function collectionsEndpoint(needs: CollectionsAnswerNeeds, wish: Wish) {
  return endpoint({
    method: 'GET',
    path: wish.path,
    access: { who: 'public', scopes: ['read:collections'] },
    response: collectionList,
    summary: wish.summary,
    params: Type.Object({ account_id: idText }),
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ description: 'How many; default 40, most 80.' })),
      offset: Type.Optional(Type.Integer({ description: 'How many to leave out.' })),
    }),
    async handle({ viewer, params, query }) {
      const account = await needs.accounts.findAccount(accountId({ id: params.account_id }))
      if (!account) throw notFound()
      const page = {
        limit: Math.min(Math.max(query.limit ?? 40, 1), 80),
        offset: Math.min(Math.max(query.offset ?? 0, 0), 10_000),
      }
      const shown = await wish.list(viewerId(viewer), account.id, page)
      return { collections: shown.map((one) => presentCollection(needs.origin, one)) }
    },
  })
}
