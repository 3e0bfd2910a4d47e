import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on post_search. Tags of HTML are no words. */
export async function indexPosts(sql: Runner, ids: readonly PostId[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    insert into post_search (post_id, account_id, words)
    select id, account_id,
      to_tsvector('simple', left(concat_ws(' ', content_warning, coalesce(source, regexp_replace(content, '<[^>]*>', ' ', 'g'))), 20000))
    from posts
    where id = any(${[...ids]}::bigint[]) and deleted_at is null
    on conflict (post_id) do update set words = excluded.words
  `
}

export async function deleteWords(sql: Runner, ids: readonly PostId[]): Promise<void> {
  await sql`delete from post_search where post_id = any(${[...ids]}::bigint[])`
}

/** Uses post_search_words. Who may see each post is decided after, like everywhere. */
export async function searchPostIds(
  sql: Runner,
  viewerId: AccountId,
  query: { words: string; authorId?: AccountId },
  page: Page,
): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id
    from post_search as s
    join posts as p on p.id = s.post_id
    join accounts as a on a.id = p.account_id
    where s.words @@ websearch_to_tsquery('simple', ${query.words})
      and p.deleted_at is null
      and (p.account_id = ${viewerId} or (p.visibility = 'public' and a.indexable))
      ${query.authorId ? sql`and p.account_id = ${query.authorId}` : sql``}
      ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

/** Uses the primary key of post_tags. */
export async function searchTags(
  sql: Runner,
  prefix: string,
  limit: number,
): Promise<{ tag: string; posts: number }[]> {
  return sql<{ tag: string; posts: number }[]>`
    select t.tag, count(*)::int as posts
    from post_tags as t
    join posts as p on p.id = t.post_id and p.visibility = 'public' and p.deleted_at is null
    where t.tag >= ${prefix} and t.tag < ${`${prefix}\u{10FFFF}`}
    group by t.tag
    order by posts desc, t.tag
    limit ${limit}
  `
}
