import { type Account, type AccountId, isActive, isLocal } from '#domain/accounts/index.ts'
import {
  type Collection,
  type CollectionId,
  type CollectionItem,
  collectionLimits,
  type ItemId,
} from './collection.ts'
import { countItems, insertItem, lockCollection, selectItem, touchCollection } from './collection-store.ts'
import type { CollectionsNeeds } from './needs.ts'

export type AddingOutcome =
  | { readonly ok: true; readonly item: CollectionItem }
  | { readonly ok: false; readonly because: 'missing' | 'unwilling' | 'there_already' | 'too_many' }

/** Puts an account into an own collection. */
export const addAccount =
  (needs: CollectionsNeeds) =>
  async (ownerId: AccountId, id: CollectionId, accountId: AccountId): Promise<AddingOutcome> => {
    const willing = await findWilling(needs, ownerId, [accountId])
    return needs.db.transact(async ({ sql }): Promise<AddingOutcome> => {
      const collection = await lockCollection(sql, id)
      if (collection?.accountId !== ownerId) return { ok: false, because: 'missing' }
      if (willing.kind === 'missing') return { ok: false, because: 'missing' }
      if (willing.kind === 'unwilling') return { ok: false, because: 'unwilling' }
      if ((await countItems(sql, id)) >= collectionLimits.items) return { ok: false, because: 'too_many' }
      const itemId = needs.ids.next<ItemId>()
      if (!(await insertItem(sql, { id: itemId, collectionId: id, accountId })))
        return { ok: false, because: 'there_already' }
      await touchCollection(sql, id)
      const item = await selectItem(sql, itemId)
      return item ? { ok: true, item } : { ok: false, because: 'missing' }
    })
  }

/** Whether all these accounts may be recommended by the owner. */
export async function findWilling(
  needs: Pick<CollectionsNeeds, 'accounts' | 'relationships'>,
  ownerId: AccountId,
  ids: readonly AccountId[],
): Promise<{ readonly kind: 'willing' | 'missing' | 'unwilling' }> {
  const accounts = await needs.accounts.findAccounts(ids)
  for (const id of ids) {
    const account = accounts.get(id)
    if (!account || !isActive(account)) return { kind: 'missing' }
    if (!letsItselfBeFound(account) || (await needs.relationships.isBlockedEitherWay(ownerId, id)))
      return { kind: 'unwilling' }
  }
  return { kind: 'willing' }
}

/** Who is elsewhere cannot be asked; who is not to be discovered is not recommended. */
export function letsItselfBeFound(account: Account): boolean {
  return isActive(account) && isLocal(account) && account.discoverable
}

/** Whether a viewer may read a collection at all: everybody whom its owner has not blocked. */
export async function mayRead(
  needs: Pick<CollectionsNeeds, 'relationships'>,
  viewerId: AccountId | undefined,
  collection: Pick<Collection, 'accountId'>,
): Promise<boolean> {
  if (viewerId === undefined || viewerId === collection.accountId) return true
  return !(await needs.relationships.isBlockedEitherWay(viewerId, collection.accountId))
}
