import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import {
  type Filter,
  type FilteredPost,
  type FilteredPostId,
  type FilterId,
  type Keyword,
  type KeywordId,
  maxFilteredPosts,
  maxFilters,
  maxKeywords,
} from './filter.ts'

type Runner = Sql | TransactionSql

/** Who of these has filters. Uses filters_mine. */
export async function selectOwners(sql: Runner, accountIds: readonly AccountId[]): Promise<Set<AccountId>> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select distinct account_id from filters where account_id = any(${[...accountIds]}::bigint[])
  `
  return new Set(rows.map((row) => row.accountId))
}

/** The only SQL on filters, filter_keywords and filter_posts. All of an account's: their number is bounded. */
export async function selectFilters(sql: Runner, accountId: AccountId): Promise<Filter[]> {
  const [filters, keywords, posts] = await Promise.all([
    sql<Omit<Filter, 'keywords' | 'posts'>[]>`
      select id, account_id, title, contexts, action, expires_at
      from filters
      where account_id = ${accountId}
      order by id
      limit ${maxFilters}
    `,
    sql<Keyword[]>`
      select id, filter_id, keyword, whole_word
      from filter_keywords
      where account_id = ${accountId}
      order by id
      limit ${maxKeywords}
    `,
    sql<FilteredPost[]>`
      select id, filter_id, post_id
      from filter_posts
      where account_id = ${accountId}
      order by id
      limit ${maxFilteredPosts}
    `,
  ])
  const keywordsOf = Map.groupBy(keywords, (keyword) => keyword.filterId)
  const postsOf = Map.groupBy(posts, (post) => post.filterId)
  return filters.map((filter) => ({
    ...filter,
    keywords: keywordsOf.get(filter.id) ?? [],
    posts: postsOf.get(filter.id) ?? [],
  }))
}

export async function insertFilter(sql: Runner, filter: Filter): Promise<void> {
  await sql`
    insert into filters (id, account_id, title, contexts, action, expires_at)
    values (
      ${filter.id}, ${filter.accountId}, ${filter.title}, ${[...filter.contexts]}, ${filter.action}, ${filter.expiresAt}
    )
  `
}

export async function updateFilter(sql: Runner, filter: Filter): Promise<void> {
  await sql`
    update filters
    set title = ${filter.title}, contexts = ${[...filter.contexts]}, action = ${filter.action},
        expires_at = ${filter.expiresAt}, updated_at = now()
    where id = ${filter.id} and account_id = ${filter.accountId}
  `
}

export async function deleteFilter(sql: Runner, accountId: AccountId, id: FilterId): Promise<boolean> {
  const deleted = await sql`delete from filters where id = ${id} and account_id = ${accountId}`
  if (deleted.count === 0) return false
  await sql`delete from filter_keywords where filter_id = ${id}`
  await sql`delete from filter_posts where filter_id = ${id}`
  return true
}

export async function upsertKeyword(sql: Runner, accountId: AccountId, keyword: Keyword): Promise<void> {
  await sql`
    insert into filter_keywords as k (id, filter_id, account_id, keyword, whole_word)
    values (${keyword.id}, ${keyword.filterId}, ${accountId}, ${keyword.keyword}, ${keyword.wholeWord})
    on conflict (id) do update set keyword = excluded.keyword, whole_word = excluded.whole_word
    where k.filter_id = excluded.filter_id
  `
}

export async function deleteKeyword(sql: Runner, accountId: AccountId, id: KeywordId): Promise<boolean> {
  const deleted = await sql`delete from filter_keywords where id = ${id} and account_id = ${accountId}`
  return deleted.count > 0
}

/** @returns false when the filter has the post already. */
export async function insertFilteredPost(
  sql: Runner,
  accountId: AccountId,
  post: FilteredPost,
): Promise<boolean> {
  const inserted = await sql`
    insert into filter_posts (id, filter_id, account_id, post_id)
    values (${post.id}, ${post.filterId}, ${accountId}, ${post.postId})
    on conflict (filter_id, post_id) do nothing
  `
  return inserted.count > 0
}

export async function deleteFilteredPost(
  sql: Runner,
  accountId: AccountId,
  id: FilteredPostId,
): Promise<boolean> {
  const deleted = await sql`delete from filter_posts where id = ${id} and account_id = ${accountId}`
  return deleted.count > 0
}

export async function deleteAllOf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from filter_posts where account_id = ${accountId}`
  await sql`delete from filter_keywords where account_id = ${accountId}`
  await sql`delete from filters where account_id = ${accountId}`
}
