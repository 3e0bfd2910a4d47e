import type { AccountId } from '#domain/accounts/index.ts'
import { type List, type ListId, maxLists, type RepliesPolicy } from './list.ts'
import { countLists, insertList, selectList, updateList } from './list-store.ts'
import type { ListsNeeds } from './needs.ts'

export interface ListContent {
  readonly title: string
  readonly replies?: RepliesPolicy | undefined
  readonly exclusive?: boolean | undefined
}

/** @returns undefined when the owner has as many as there may be. */
export const createList =
  (needs: ListsNeeds) =>
  async (ownerId: AccountId, content: ListContent): Promise<List | undefined> => {
    const { sql } = needs.db
    if ((await countLists(sql, ownerId)) >= maxLists) return undefined
    const list: List = {
      id: needs.ids.next<ListId>(),
      accountId: ownerId,
      title: content.title,
      replies: content.replies ?? 'list',
      exclusive: content.exclusive ?? false,
    }
    await insertList(sql, list)
    return list
  }

/** Absent members stay as they are. @returns undefined when the owner has no such list. */
export const changeList =
  (needs: ListsNeeds) =>
  async (ownerId: AccountId, id: ListId, changes: Partial<ListContent>): Promise<List | undefined> => {
    const { sql } = needs.db
    const known = await selectList(sql, ownerId, id)
    if (!known) return undefined
    const list: List = {
      ...known,
      title: changes.title ?? known.title,
      replies: changes.replies ?? known.replies,
      exclusive: changes.exclusive ?? known.exclusive,
    }
    await updateList(sql, list)
    return list
  }
