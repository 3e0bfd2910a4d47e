import type { AccountId } from '#domain/accounts/index.ts'
import { type ListId, maxMembers } from './list.ts'
import { countMembers, insertMembers, selectList } from './list-store.ts'
import type { ListsNeeds } from './needs.ts'

export type AddingOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly because: 'no_list' | 'not_followed' | 'there_already' | 'too_many' }

/** Puts accounts on a list: those whom the owner follows or asks to follow, and the owner. All or none. */
export const addMembers =
  (needs: ListsNeeds) =>
  async (ownerId: AccountId, id: ListId, accountIds: readonly AccountId[]): Promise<AddingOutcome> => {
    const unique = [...new Set(accountIds)]
    const standings = await needs.relationships.findStandings(ownerId, unique)
    const may = new Set(
      standings
        .filter((standing) => standing.following || standing.requested || standing.accountId === ownerId)
        .map((standing) => standing.accountId),
    )
    return needs.db.transact(async ({ sql }) => {
      const list = await selectList(sql, ownerId, id)
      if (!list) return { ok: false, because: 'no_list' }
      if (unique.some((accountId) => !may.has(accountId))) return { ok: false, because: 'not_followed' }
      if ((await countMembers(sql, id)) + unique.length > maxMembers)
        return { ok: false, because: 'too_many' }
      const members = unique.map((accountId) => ({ id: needs.ids.next(), accountId }))
      const added = await insertMembers(sql, list, members)
      return added === 0 && unique.length > 0 ? { ok: false, because: 'there_already' } : { ok: true }
    })
  }
