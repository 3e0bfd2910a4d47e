import { type AccountId, accountDeleted, isActive } from '#domain/accounts/index.ts'
import { accountBlocked } from '#domain/relationships/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { addAccount, letsItselfBeFound, mayRead } from './add-account.ts'
import { changeCollection, createCollection } from './change-collection.ts'
import type { Collection, CollectionId, CollectionItem, ItemId } from './collection.ts'
import {
  deleteAllOf,
  deleteBetween,
  deleteCollection,
  deleteItem,
  revokeItem,
  selectCollection,
  selectCollectionsOf,
  selectCollectionsWith,
  selectItem,
  selectItems,
  touchCollection,
} from './collection-store.ts'
import type { CollectionsNeeds } from './needs.ts'

export type { AddingOutcome } from './add-account.ts'
export type { CollectionContent, CreationOutcome } from './change-collection.ts'
export {
  type Collection,
  type CollectionId,
  type CollectionItem,
  collectionLimits,
  type ItemId,
} from './collection.ts'

/** A collection with what the viewer may see of it. */
export interface ShownCollection {
  readonly collection: Collection
  readonly items: readonly CollectionItem[]
}

/** Accounts that people recommend under a name. Everybody reads them but whom the owner has blocked. */
export interface Collections {
  createCollection: ReturnType<typeof createCollection>
  changeCollection: ReturnType<typeof changeCollection>
  /** @returns false when the owner has no such collection */
  deleteCollection(ownerId: AccountId, id: CollectionId): Promise<boolean>
  addAccount: ReturnType<typeof addAccount>
  /** By the owner. @returns false when there is no such item in an own collection */
  removeItem(ownerId: AccountId, id: CollectionId, itemId: ItemId): Promise<boolean>
  /** By the account that is in it: it is not put back. @returns false when the item is somebody else's */
  revokeItem(accountId: AccountId, id: CollectionId, itemId: ItemId): Promise<boolean>
  findCollection(viewerId: AccountId | undefined, id: CollectionId): Promise<ShownCollection | undefined>
  /** The owner's, the latest first; others see those that are to be discovered. */
  listOf(viewerId: AccountId | undefined, ownerId: AccountId): Promise<ShownCollection[]>
  /** Those that an account is in, as the viewer may see them. */
  listWith(
    viewerId: AccountId | undefined,
    accountId: AccountId,
    page: { limit: number; offset: number },
  ): Promise<ShownCollection[]>
  readonly reactions: readonly Reaction[]
}

export function defineCollections(needs: CollectionsNeeds): Collections {
  const { sql } = needs.db
  const show = async (viewerId: AccountId | undefined, found: readonly Collection[]) => {
    const owners = await needs.accounts.findAccounts([...new Set(found.map((one) => one.accountId))])
    const readable: Collection[] = []
    for (const one of found) {
      const owner = owners.get(one.accountId)
      if (owner && isActive(owner) && (await mayRead(needs, viewerId, one))) readable.push(one)
    }
    const items = await selectItems(
      sql,
      readable.map((one) => one.id),
    )
    const accounts = await needs.accounts.findAccounts([...new Set(items.map((item) => item.accountId))])
    const isSeen = (item: CollectionItem) => {
      const account = accounts.get(item.accountId)
      return item.state === 'accepted' && account !== undefined && letsItselfBeFound(account)
    }
    return readable.map((collection) => ({
      collection,
      items: items.filter(
        (item) => item.collectionId === collection.id && (viewerId === collection.accountId || isSeen(item)),
      ),
    }))
  }
  return {
    createCollection: createCollection(needs),
    changeCollection: changeCollection(needs),
    async deleteCollection(ownerId, id) {
      if ((await selectCollection(sql, id))?.accountId !== ownerId) return false
      await needs.db.transact((tx) => deleteCollection(tx.sql, id))
      return true
    },
    addAccount: addAccount(needs),
    async removeItem(ownerId, id, itemId) {
      const [collection, item] = await Promise.all([selectCollection(sql, id), selectItem(sql, itemId)])
      if (collection?.accountId !== ownerId || item?.collectionId !== id) return false
      await needs.db.transact(async (tx) => {
        await deleteItem(tx.sql, itemId)
        await touchCollection(tx.sql, id)
      })
      return true
    },
    async revokeItem(accountId, id, itemId) {
      const item = await selectItem(sql, itemId)
      if (item?.collectionId !== id || item.accountId !== accountId) return false
      await revokeItem(sql, itemId)
      return true
    },
    async findCollection(viewerId, id) {
      const found = await selectCollection(sql, id)
      return found && (await show(viewerId, [found]))[0]
    },
    async listOf(viewerId, ownerId) {
      const found = await selectCollectionsOf(sql, ownerId)
      return show(
        viewerId,
        found.filter((one) => one.discoverable || viewerId === ownerId),
      )
    },
    async listWith(viewerId, accountId, page) {
      const found = await selectCollectionsWith(sql, accountId, page)
      return show(
        viewerId,
        found.filter((one) => one.discoverable || viewerId === one.accountId || viewerId === accountId),
      )
    },
    reactions: [
      on(accountBlocked, async (events, tx) => {
        for (const { data } of events) {
          await deleteBetween(tx.sql, data.blockerId, data.blockedId)
          await deleteBetween(tx.sql, data.blockedId, data.blockerId)
        }
      }),
      on(accountDeleted, async (events, tx) => {
        for (const { data } of events) await deleteAllOf(tx.sql, data.accountId)
      }),
    ],
  }
}
