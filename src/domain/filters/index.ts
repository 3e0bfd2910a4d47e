import { type AccountId, accountDeleted } from '#domain/accounts/index.ts'
import type { PostId, PostView } from '#domain/posts/index.ts'
import { createShortCache } from '#platform/cache/index.ts'
import type { TransactionSql } from '#platform/db/index.ts'
import { on, type Reaction } from '#platform/events/index.ts'
import { announceChange } from './announce-change.ts'
import { changeFilter, createFilter } from './change-filter.ts'
import { compileFilters } from './compile-filters.ts'
import type { Filter, FilteredPostId, FilterId, FilterMatch, KeywordId } from './filter.ts'
import { filterPost } from './filter-post.ts'
import {
  deleteAllOf,
  deleteFilter,
  deleteFilteredPost,
  deleteKeyword,
  selectFilters,
  selectOwners,
} from './filter-store.ts'
import { matchFilters } from './match-filters.ts'
import type { FiltersInside, FiltersNeeds } from './needs.ts'

export type { FilterContent, FilterOutcome, KeywordChange } from './change-filter.ts'
export { filtersChanged } from './events.ts'
export {
  type Filter,
  type FilterAction,
  type FilterContext,
  type FilteredPost,
  type FilteredPostId,
  type FilterId,
  type FilterMatch,
  filterActions,
  filterContexts,
  type Keyword,
  type KeywordId,
  maxKeywordLength,
} from './filter.ts'

/** Filters of words and posts, each its owner's alone. */
export interface Filters {
  createFilter: ReturnType<typeof createFilter>
  changeFilter: ReturnType<typeof changeFilter>
  deleteFilter(accountId: AccountId, id: FilterId): Promise<boolean>
  /** @returns false when the account has no such keyword. */
  deleteKeyword(accountId: AccountId, id: KeywordId): Promise<boolean>
  filterPost: ReturnType<typeof filterPost>
  /** @returns false when the account filters no such post. */
  unfilterPost(accountId: AccountId, id: FilteredPostId): Promise<boolean>
  /** All of them with keywords and posts, the oldest first; those that have ended, too. */
  listFilters(accountId: AccountId): Promise<Filter[]>
  /** What the viewer's filters find in posts; no query for filters read a moment ago. Ended filters find nothing. */
  findMatches(
    viewerId: AccountId,
    views: ReadonlyMap<PostId, PostView>,
  ): Promise<ReadonlyMap<PostId, readonly FilterMatch[]>>
  /** Who of these has filters at all. */
  keepOwners(accountIds: readonly AccountId[]): Promise<ReadonlySet<AccountId>>
  readonly reactions: readonly Reaction[]
}

/** The bound where another process was killed before it could tell of a change. */
const freshMs = 5000

export function defineFilters(outer: FiltersNeeds): Filters {
  const needs: FiltersInside = {
    ...outer,
    compiled: createShortCache({
      clock: outer.clock,
      ttlMs: freshMs,
      max: 10_000,
      shared: { changes: outer.db.changes, kind: 'filters' },
    }),
  }
  const { sql } = needs.db
  const remove = (accountId: AccountId, act: (runner: TransactionSql) => Promise<boolean>) =>
    needs.db.transact(async (tx) => {
      const done = await act(tx.sql)
      if (done) await announceChange(needs, tx, accountId)
      return done
    })
  return {
    createFilter: createFilter(needs),
    changeFilter: changeFilter(needs),
    deleteFilter: (accountId, id) => remove(accountId, (tx) => deleteFilter(tx, accountId, id)),
    deleteKeyword: (accountId, id) => remove(accountId, (tx) => deleteKeyword(tx, accountId, id)),
    filterPost: filterPost(needs),
    unfilterPost: (accountId, id) => remove(accountId, (tx) => deleteFilteredPost(tx, accountId, id)),
    listFilters: (accountId) => selectFilters(sql, accountId),
    async findMatches(viewerId, views) {
      if (views.size === 0) return new Map()
      const load = async () => compileFilters(await selectFilters(sql, viewerId))
      const all = (await needs.compiled.get(viewerId, load)) ?? []
      const now = needs.clock.now()
      const open = all.filter(({ filter }) => !filter.expiresAt || filter.expiresAt.getTime() > now)
      return matchFilters(open, views)
    },
    keepOwners: async (accountIds) => (accountIds.length > 0 ? selectOwners(sql, accountIds) : new Set()),
    reactions: [
      on(accountDeleted, async (events, tx) => {
        for (const { data } of events) await deleteAllOf(tx.sql, data.accountId)
      }),
    ],
  }
}
