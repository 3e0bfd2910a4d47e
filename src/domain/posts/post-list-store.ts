import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page } from '#platform/db/index.ts'
import type { Post, PostId } from './post.ts'
import { postColumns, type Runner } from './post-store.ts'

export interface PublicFilter {
  readonly from: 'everywhere' | 'here' | 'elsewhere'
  readonly onlyMedia?: boolean
}

/** Public posts, without boosts. Uses posts_public or posts_public_local. */
export async function listPublicIds(sql: Runner, filter: PublicFilter, page: Page): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id
    from posts as p
    where p.visibility = 'public' and p.deleted_at is null and p.boost_of_id is null
      ${filter.from === 'here' ? sql`and p.local` : filter.from === 'elsewhere' ? sql`and not p.local` : sql``}
      ${filter.onlyMedia ? sql`and p.has_media` : sql``}
      ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

export interface TagFilter extends PublicFilter {
  /** Posts with one of these count, too. */
  readonly any?: readonly string[]
  /** Posts must have each of these beside it, and none of the others. */
  readonly all?: readonly string[]
  readonly none?: readonly string[]
}

/** Public posts with a tag, or one of several: a page of each, put together. Uses the primary key of post_tags. */
export async function listTagIds(sql: Runner, tag: string, filter: TagFilter, page: Page): Promise<PostId[]> {
  const { any = [], all = [], none = [] } = filter
  const rows = await sql<{ id: PostId }[]>`
    select distinct p.id
    from unnest(${[tag, ...any]}::text[]) as wanted (tag)
    cross join lateral (
      select p.id
      from post_tags as t
      join posts as p on p.id = t.post_id
      where t.tag = wanted.tag
        and p.visibility = 'public' and p.deleted_at is null
        ${filter.from === 'here' ? sql`and p.local` : filter.from === 'elsewhere' ? sql`and not p.local` : sql``}
        ${filter.onlyMedia ? sql`and p.has_media` : sql``}
        ${all.length > 0 ? sql`and ${[...all]}::text[] <@ array(select tag from post_tags where post_id = p.id)` : sql``}
        ${none.length > 0 ? sql`and not exists (select 1 from post_tags as o where o.post_id = p.id and o.tag = any(${[...none]}::text[]))` : sql``}
        ${keyset(sql, 'p.id', page)}
    ) as p
    where true ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

export interface AccountFilter {
  readonly onlyMedia?: boolean
  readonly excludeReplies?: boolean
  readonly excludeBoosts?: boolean
  readonly tag?: string
  /** Whose eyes: decides how far the list reaches beyond public posts; the rest is hidden after. */
  readonly viewerId: AccountId | undefined
  readonly followsAuthor: boolean
}

/** One account's posts. Uses posts_account. */
export async function listAccountIds(
  sql: Runner,
  accountId: AccountId,
  filter: AccountFilter,
  page: Page,
): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id
    from posts as p
    where p.account_id = ${accountId} and p.deleted_at is null
      ${seenBy(sql, accountId, filter)}
      ${filter.onlyMedia ? sql`and p.has_media` : sql``}
      ${filter.excludeBoosts ? sql`and p.boost_of_id is null` : sql``}
      ${filter.excludeReplies ? sql`and (p.reply_to_id is null or p.reply_to_account_id = p.account_id)` : sql``}
      ${filter.tag === undefined ? sql`` : sql`and exists (select 1 from post_tags as t where t.tag = ${filter.tag} and t.post_id = p.id)`}
      ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

function seenBy(sql: Runner, accountId: AccountId, filter: AccountFilter) {
  if (filter.viewerId === accountId) return sql``
  const open = filter.followsAuthor ? ['public', 'unlisted', 'followers'] : ['public', 'unlisted']
  if (filter.viewerId === undefined) return sql`and p.visibility = any(${open})`
  return sql`and (
    p.visibility = any(${open})
    or exists (select 1 from post_mentions as m where m.post_id = p.id and m.account_id = ${filter.viewerId})
  )`
}

/** Every post of a thread but its root, oldest first. Uses posts_thread. */
export async function listThread(sql: Runner, rootId: PostId, limit: number): Promise<Post[]> {
  return sql<Post[]>`
    select ${sql(postColumns)}
    from posts
    where thread_id = ${rootId} and deleted_at is null
    order by id
    limit ${limit}
  `
}

/** Local posts and boosts of an account that everybody may see, for its outbox. Uses posts_account. */
export async function listOutboxIds(sql: Runner, accountId: AccountId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id
    from posts as p
    where p.account_id = ${accountId} and p.deleted_at is null and p.visibility in ('public', 'unlisted')
      ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

/** Every post of an account, in chunks by rising id, for deleting them all. */
export async function listAllIds(
  sql: Runner,
  accountId: AccountId,
  afterId: string,
  limit: number,
): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select id from posts
    where account_id = ${accountId} and deleted_at is null and id > ${afterId}
    order by id
    limit ${limit}
  `
  return rows.map((row) => row.id)
}

/** Boosts of a post, to remove with it. Uses posts_boosts. */
export async function listBoostIds(sql: Runner, postId: PostId): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select id from posts where boost_of_id = ${postId} and deleted_at is null
  `
  return rows.map((row) => row.id)
}
