import { Type } from 'typebox'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Collections } from '#domain/collections/index.ts'
import { endpoint } from '#platform/http-server/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { byCollection, collectionId, refuseAccount } from '../../../collection-parameters.ts'
import { wrappedItem } from '../../../entities/collection.ts'
import { notFound, viewerId } from '../../../parameters.ts'
import { presentItem } from '../../../present/present-collection.ts'

export const postCollectionItem = (needs: { readonly collections: Pick<Collections, 'addAccount'> }) =>
  endpoint({
    method: 'POST',
    path: '/api/v1/collections/:collection_id/items',
    access: { who: 'user', scopes: ['write:collections'] },
    response: wrappedItem,
    summary: 'Takes an account into an own collection.',
    params: byCollection,
    body: Type.Object({ account_id: Type.String() }),
    async handle({ viewer, params, body }) {
      const accountId = parseId<AccountId>(body.account_id)
      if (accountId === undefined) throw notFound()
      const id = collectionId(params.collection_id)
      const outcome = await needs.collections.addAccount(viewerId(viewer), id, accountId)
      if (!outcome.ok) throw refuseAccount(outcome.because)
      return { collection_item: presentItem(outcome.item) }
    },
  })
