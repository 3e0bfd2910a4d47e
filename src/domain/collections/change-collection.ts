import type { AccountId } from '#domain/accounts/index.ts'
import { findWilling } from './add-account.ts'
import { type Collection, type CollectionId, collectionLimits, type ItemId } from './collection.ts'
import {
  insertCollection,
  insertItem,
  lockCollection,
  selectCollection,
  selectCollectionsOf,
  updateCollection,
} from './collection-store.ts'
import type { CollectionsNeeds } from './needs.ts'

export type CollectionContent = Pick<
  Collection,
  'name' | 'description' | 'language' | 'sensitive' | 'discoverable' | 'tag'
>

export type CreationOutcome =
  | { readonly ok: true; readonly collection: Collection }
  | { readonly ok: false; readonly because: 'too_many' | 'too_many_accounts' | 'missing' | 'unwilling' }

/** With all of these accounts, or not at all. */
export const createCollection =
  (needs: CollectionsNeeds) =>
  async (
    ownerId: AccountId,
    content: CollectionContent,
    accountIds: readonly AccountId[],
  ): Promise<CreationOutcome> => {
    const unique = [...new Set(accountIds)]
    if (unique.length > collectionLimits.items) return { ok: false, because: 'too_many_accounts' }
    const { kind } = await findWilling(needs, ownerId, unique)
    if (kind !== 'willing') return { ok: false, because: kind }
    const id = needs.ids.next<CollectionId>()
    return needs.db.transact(async ({ sql }): Promise<CreationOutcome> => {
      const others = await selectCollectionsOf(sql, ownerId)
      if (others.length >= collectionLimits.collections) return { ok: false, because: 'too_many' }
      await insertCollection(sql, { id, accountId: ownerId, ...content })
      for (const accountId of unique)
        await insertItem(sql, { id: needs.ids.next<ItemId>(), collectionId: id, accountId })
      const collection = await selectCollection(sql, id)
      if (!collection) throw new Error('An inserted collection is missing.')
      return { ok: true, collection }
    })
  }

/** Absent members stay as they are. @returns undefined when the owner has no such collection */
export const changeCollection =
  (needs: CollectionsNeeds) =>
  (
    ownerId: AccountId,
    id: CollectionId,
    changes: Partial<CollectionContent>,
  ): Promise<Collection | undefined> =>
    needs.db.transact(async ({ sql }) => {
      const known = await lockCollection(sql, id)
      if (known?.accountId !== ownerId) return undefined
      await updateCollection(sql, { ...known, ...changes })
      return selectCollection(sql, id)
    })
