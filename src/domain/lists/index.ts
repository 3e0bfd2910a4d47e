import type { AccountId } from '#domain/accounts/index.ts'
import type { Page } from '#platform/db/index.ts'
import type { Reaction } from '#platform/events/index.ts'
import { addMembers } from './add-members.ts'
import { changeList, createList } from './change-list.ts'
import type { List, ListId } from './list.ts'
import {
  deleteList,
  deleteMembers,
  type Member,
  selectList,
  selectLists,
  selectListsHolding,
  selectMembers,
} from './list-store.ts'
import type { ListsNeeds } from './needs.ts'
import { listReactions } from './on-follows-and-accounts.ts'

export type { AddingOutcome } from './add-members.ts'
export { type List, type ListId, maxListTitleLength, type RepliesPolicy } from './list.ts'

/** Lists of accounts, each seen by its owner alone: for everybody else it does not exist. */
export interface Lists {
  createList: ReturnType<typeof createList>
  changeList: ReturnType<typeof changeList>
  /** @returns false when the owner has no such list. */
  deleteList(ownerId: AccountId, id: ListId): Promise<boolean>
  findList(ownerId: AccountId, id: ListId): Promise<List | undefined>
  /** All of them, the oldest first. */
  listLists(ownerId: AccountId): Promise<List[]>
  addMembers: ReturnType<typeof addMembers>
  /** @returns false when the owner has no such list. */
  removeMembers(ownerId: AccountId, id: ListId, accountIds: readonly AccountId[]): Promise<boolean>
  /** The latest added first; the caller has found the list. */
  listMembers(id: ListId, page: Page): Promise<Member[]>
  /** The owner's lists that an account is on. */
  listHolding(ownerId: AccountId, accountId: AccountId): Promise<List[]>
  readonly reactions: readonly Reaction[]
}

export function defineLists(needs: ListsNeeds): Lists {
  const { sql } = needs.db
  /** A list can keep its members out of its owner's home. */
  const telling = async <T>(ownerId: AccountId, act: Promise<T>): Promise<T> => {
    const done = await act
    needs.db.changes.tell('lists', ownerId)
    return done
  }
  const change = changeList(needs)
  const add = addMembers(needs)
  return {
    createList: createList(needs),
    changeList: (ownerId, id, changes) => telling(ownerId, change(ownerId, id, changes)),
    deleteList: (ownerId, id) =>
      telling(
        ownerId,
        needs.db.transact((tx) => deleteList(tx.sql, ownerId, id)),
      ),
    findList: (ownerId, id) => selectList(sql, ownerId, id),
    listLists: (ownerId) => selectLists(sql, ownerId),
    addMembers: (ownerId, id, accountIds) => telling(ownerId, add(ownerId, id, accountIds)),
    async removeMembers(ownerId, id, accountIds) {
      if (!(await selectList(sql, ownerId, id))) return false
      await telling(ownerId, deleteMembers(sql, id, accountIds))
      return true
    },
    listMembers: (id, page) => selectMembers(sql, id, page),
    listHolding: (ownerId, accountId) => selectListsHolding(sql, ownerId, accountId),
    reactions: listReactions,
  }
}
