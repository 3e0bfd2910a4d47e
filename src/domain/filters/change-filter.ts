import type { AccountId } from '#domain/accounts/index.ts'
import type { Transaction } from '#platform/db/index.ts'
import { announceChange } from './announce-change.ts'
import {
  type Filter,
  type FilterAction,
  type FilterContext,
  type FilterId,
  type KeywordId,
  maxFilters,
  maxKeywords,
} from './filter.ts'
import { deleteKeyword, insertFilter, selectFilters, updateFilter, upsertKeyword } from './filter-store.ts'
import type { FiltersInside } from './needs.ts'

export interface FilterContent {
  readonly title: string
  readonly contexts: readonly FilterContext[]
  readonly action?: FilterAction | undefined
  /** Seconds from now; null: for good; absent: as it is. */
  readonly expiresInSeconds?: number | null | undefined
  readonly keywords?: readonly KeywordChange[] | undefined
}

export type KeywordChange =
  | { readonly kind: 'add'; readonly keyword: string; readonly wholeWord: boolean }
  | {
      readonly kind: 'change'
      readonly id: KeywordId
      readonly keyword?: string | undefined
      readonly wholeWord?: boolean | undefined
    }
  | { readonly kind: 'remove'; readonly id: KeywordId }

export type FilterOutcome =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly because: 'not_found' | 'too_many' }

/** Creates a filter with its keywords. */
export const createFilter =
  (needs: FiltersInside) =>
  async (accountId: AccountId, content: FilterContent): Promise<FilterOutcome> => {
    const id = needs.ids.next<FilterId>()
    return change(needs, accountId, id, async (tx, known) => {
      if (known.length >= maxFilters) return 'too_many'
      const filter: Filter = {
        id,
        accountId,
        title: content.title,
        contexts: content.contexts,
        action: content.action ?? 'warn',
        expiresAt: endOf(needs, content.expiresInSeconds ?? null),
        keywords: [],
        posts: [],
      }
      await insertFilter(tx.sql, filter)
      return changeKeywords(needs, tx, { filter, known, changes: content.keywords ?? [] })
    })
  }

/** Changes what is given; keywords that are not named stay. */
export const changeFilter =
  (needs: FiltersInside) =>
  async (accountId: AccountId, id: FilterId, content: Partial<FilterContent>): Promise<FilterOutcome> =>
    change(needs, accountId, id, async (tx, known) => {
      const filter = known.find((one) => one.id === id)
      if (!filter) return 'not_found'
      await updateFilter(tx.sql, {
        ...filter,
        title: content.title ?? filter.title,
        contexts: content.contexts ?? filter.contexts,
        action: content.action ?? filter.action,
        expiresAt:
          content.expiresInSeconds === undefined ? filter.expiresAt : endOf(needs, content.expiresInSeconds),
      })
      return changeKeywords(needs, tx, { filter, known, changes: content.keywords ?? [] })
    })

type Fault = 'not_found' | 'too_many'

async function change(
  needs: FiltersInside,
  accountId: AccountId,
  id: FilterId,
  act: (tx: Transaction, known: readonly Filter[]) => Promise<Fault | undefined>,
): Promise<FilterOutcome> {
  return needs.db.transact(async (tx) => {
    const fault = await act(tx, await selectFilters(tx.sql, accountId))
    if (fault) return { ok: false, because: fault }
    await announceChange(needs, tx, accountId)
    const filter = (await selectFilters(tx.sql, accountId)).find((one) => one.id === id)
    if (!filter) throw new Error('A changed filter is missing.')
    return { ok: true, filter }
  })
}

async function changeKeywords(
  needs: FiltersInside,
  { sql }: Transaction,
  given: { filter: Filter; known: readonly Filter[]; changes: readonly KeywordChange[] },
): Promise<Fault | undefined> {
  const { filter, known, changes } = given
  const total = known.reduce((sum, one) => sum + one.keywords.length, 0)
  if (total + changes.filter((one) => one.kind === 'add').length > maxKeywords) return 'too_many'
  for (const one of changes) {
    const before = one.kind === 'add' ? undefined : filter.keywords.find((keyword) => keyword.id === one.id)
    if (one.kind !== 'add' && !before) return 'not_found'
    if (one.kind === 'remove') {
      await deleteKeyword(sql, filter.accountId, one.id)
      continue
    }
    await upsertKeyword(sql, filter.accountId, {
      id: before?.id ?? needs.ids.next<KeywordId>(),
      filterId: filter.id,
      keyword: one.keyword ?? before?.keyword ?? '',
      wholeWord: one.wholeWord ?? before?.wholeWord ?? true,
    })
  }
  return undefined
}

function endOf(needs: FiltersInside, seconds: number | null): Date | null {
  return seconds ? new Date(needs.clock.now() + seconds * 1000) : null
}
