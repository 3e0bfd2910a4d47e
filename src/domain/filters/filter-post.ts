import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { announceChange } from './announce-change.ts'
import { type FilteredPost, type FilteredPostId, type FilterId, maxFilteredPosts } from './filter.ts'
import { insertFilteredPost, selectFilters } from './filter-store.ts'
import type { FiltersInside } from './needs.ts'

export type FilterPostOutcome =
  | { readonly ok: true; readonly post: FilteredPost }
  | { readonly ok: false; readonly because: 'not_found' | 'there_already' | 'too_many' }

/** Filters one post that its owner can see. */
export const filterPost =
  (needs: FiltersInside) =>
  async (accountId: AccountId, filterId: FilterId, postId: PostId): Promise<FilterPostOutcome> => {
    const { sql } = needs.db
    const filters = await selectFilters(sql, accountId)
    const known = filters.some((filter) => filter.id === filterId)
    if (!known || !(await needs.posts.findVisible(accountId, postId)))
      return { ok: false, because: 'not_found' }
    if (filters.reduce((sum, filter) => sum + filter.posts.length, 0) >= maxFilteredPosts) {
      return { ok: false, because: 'too_many' }
    }
    const post: FilteredPost = { id: needs.ids.next<FilteredPostId>(), filterId, postId }
    return needs.db.transact(async (tx) => {
      if (!(await insertFilteredPost(tx.sql, accountId, post))) return { ok: false, because: 'there_already' }
      await announceChange(needs, tx, accountId)
      return { ok: true, post }
    })
  }
