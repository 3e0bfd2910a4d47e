import type { Collections } from '#domain/collections/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { collectionId } from '../../collection-parameters.ts'
import { collectionWithAccounts } from '../../entities/collection.ts'
import { byId, notFound, viewerId } from '../../parameters.ts'
import type { presentAccounts } from '../../present/present-account.ts'
import { presentCollection } from '../../present/present-collection.ts'

interface Needs {
  readonly origin: string
  readonly collections: Pick<Collections, 'findCollection'>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

export const getCollection = (needs: Needs) =>
  endpoint({
    method: 'GET',
    path: '/api/v1/collections/:id',
    access: { who: 'public', scopes: ['read:collections'] },
    response: collectionWithAccounts,
    summary: 'A collection with its accounts.',
    params: byId,
    async handle({ viewer, params }) {
      const shown = await needs.collections.findCollection(viewerId(viewer), collectionId(params.id))
      if (!shown) throw notFound()
      const ids = [shown.collection.accountId, ...shown.items.map((item) => item.accountId)]
      const accounts = await needs.presentAccounts(ids)
      return {
        collection: presentCollection(needs.origin, shown),
        accounts: [...new Set(ids)].flatMap((id) => accounts.get(id) ?? []),
      }
    },
  })
