import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page } from '#platform/db/index.ts'
import type { PostCounters, PostId, PostMarks, RemotePostCounts } from './post.ts'
import type { Runner } from './post-store.ts'

export interface LikeRow {
  readonly id: string
  readonly accountId: AccountId
  readonly postId: PostId
  readonly uri: string | null
  readonly reaction: string | null
}

/** The only SQL on likes, bookmarks and post_counters. @returns the ids of those that were not there already */
export async function insertLikes(sql: Runner, likes: readonly LikeRow[]): Promise<Set<string>> {
  const rows = likes.map(({ id, accountId, postId, uri, reaction }) => ({
    id,
    account_id: accountId,
    post_id: postId,
    uri,
    reaction,
  }))
  const inserted = await sql<{ id: string }[]>`
    insert into likes (id, account_id, post_id, uri, reaction)
    select id, account_id, post_id, uri, reaction
    from jsonb_to_recordset(${sql.json(rows)})
      as row (id bigint, account_id bigint, post_id bigint, uri text, reaction text)
    order by account_id, post_id, id
    on conflict (account_id, post_id) do nothing
    returning id
  `
  return new Set(inserted.map((row) => row.id))
}

/** Counts likes, in the order of their posts, lest two such transactions deadlock. */
export async function addLikes(sql: Runner, liked: readonly PostId[]): Promise<void> {
  if (liked.length === 0) return
  await sql`
    insert into post_counters as c (post_id, likes)
    select id, count(*) from unnest(${[...liked]}::bigint[]) as liked (id) group by id order by id
    on conflict (post_id) do update set likes = c.likes + excluded.likes
  `
}

export async function deleteLike(
  sql: Runner,
  accountId: AccountId,
  postId: PostId,
): Promise<{ id: string; reaction: string | null } | undefined> {
  const [like] = await sql<{ id: string; reaction: string | null }[]>`
    delete from likes where account_id = ${accountId} and post_id = ${postId} returning id, reaction
  `
  return like
}

/** Uses the primary key. @returns undefined where it is not liked */
export async function selectReaction(
  sql: Runner,
  accountId: AccountId,
  postId: PostId,
): Promise<{ reaction: string | null } | undefined> {
  const [like] = await sql<{ reaction: string | null }[]>`
    select reaction from likes where account_id = ${accountId} and post_id = ${postId}
  `
  return like
}

/** Keeps what the post's own server says; what it does not say stays. */
export async function saveRemoteCounts(sql: Runner, postId: PostId, counts: RemotePostCounts): Promise<void> {
  const { replies = null, boosts = null, likes = null } = counts
  await sql`
    insert into post_counters as c (post_id, remote_replies, remote_boosts, remote_likes)
    values (${postId}, ${replies}, ${boosts}, ${likes})
    on conflict (post_id) do update
    set remote_replies = coalesce(excluded.remote_replies, c.remote_replies),
        remote_boosts = coalesce(excluded.remote_boosts, c.remote_boosts),
        remote_likes = coalesce(excluded.remote_likes, c.remote_likes)
  `
}

/** Who reacted to a post by emoji, the first first. Uses likes_reactions. @param reaction of this one only */
export async function listReactors(
  sql: Runner,
  postId: PostId,
  reaction: string | undefined,
): Promise<{ reaction: string; accountId: AccountId }[]> {
  return sql<{ reaction: string; accountId: AccountId }[]>`
    select reaction, account_id
    from likes
    where post_id = ${postId} and reaction is not null
      and ${reaction === undefined ? sql`true` : sql`reaction = ${reaction}`}
    order by id
    limit 500
  `
}

export async function insertBookmark(
  sql: Runner,
  bookmark: { id: string; accountId: AccountId; postId: PostId },
): Promise<void> {
  await sql`
    insert into bookmarks (id, account_id, post_id)
    values (${bookmark.id}, ${bookmark.accountId}, ${bookmark.postId})
    on conflict (account_id, post_id) do nothing
  `
}

export async function deleteBookmark(sql: Runner, accountId: AccountId, postId: PostId): Promise<void> {
  await sql`delete from bookmarks where account_id = ${accountId} and post_id = ${postId}`
}

export async function addToPostCounters(
  sql: Runner,
  postId: PostId,
  by: { replies?: number; boosts?: number; likes?: number; quotes?: number },
): Promise<void> {
  const { replies = 0, boosts = 0, likes = 0, quotes = 0 } = by
  await sql`
    insert into post_counters as c (post_id, replies, boosts, likes, quotes)
    values (
      ${postId}, ${Math.max(0, replies)}, ${Math.max(0, boosts)}, ${Math.max(0, likes)}, ${Math.max(0, quotes)}
    )
    on conflict (post_id) do update
    set replies = greatest(0, c.replies + ${replies}),
        boosts = greatest(0, c.boosts + ${boosts}),
        likes = greatest(0, c.likes + ${likes}),
        quotes = greatest(0, c.quotes + ${quotes})
  `
}

const maxReactions = 100

/** Uses the primary key, and likes_reactions. */
export async function selectCounters(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<(PostCounters & { postId: PostId })[]> {
  return sql<(PostCounters & { postId: PostId })[]>`
    select c.post_id, c.quotes,
      greatest(c.replies, coalesce(c.remote_replies, 0)) as replies,
      greatest(c.boosts, coalesce(c.remote_boosts, 0)) as boosts,
      greatest(c.likes, coalesce(c.remote_likes, 0)) as likes,
      coalesce(r.reactions, '[]'::jsonb) as reactions
    from post_counters as c
    left join lateral (
      select jsonb_agg(jsonb_build_object('name', g.reaction, 'count', g.count) order by g.first) as reactions
      from (
        select l.reaction, count(*)::int as count, min(l.id) as first
        from likes as l
        where l.post_id = c.post_id and l.reaction is not null
        group by l.reaction
        order by min(l.id)
        limit ${maxReactions}
      ) as g
    ) as r on true
    where c.post_id = any(${[...postIds]}::bigint[])
  `
}

/** What one account did with posts. Uses primary keys, and posts_one_boost. */
export async function selectMarks(
  sql: Runner,
  postIds: readonly PostId[],
  accountId: AccountId,
): Promise<(PostMarks & { postId: PostId })[]> {
  return sql<(PostMarks & { postId: PostId })[]>`
    select w.id as post_id,
      l.post_id is not null as liked,
      l.reaction,
      b.id is not null as boosted,
      m.post_id is not null as bookmarked,
      n.post_id is not null as pinned,
      t.thread_id is not null as muted
    from unnest(${[...postIds]}::bigint[]) as w (id)
    left join posts as p on p.id = w.id
    left join likes as l on l.account_id = ${accountId} and l.post_id = w.id
    left join posts as b on b.account_id = ${accountId} and b.boost_of_id = w.id and b.deleted_at is null
    left join bookmarks as m on m.account_id = ${accountId} and m.post_id = w.id
    left join pins as n on n.account_id = ${accountId} and n.post_id = w.id
    left join thread_mutes as t on t.account_id = ${accountId} and t.thread_id = coalesce(p.thread_id, p.id)
  `
}

/**
 * Who of these has liked, boosted or bookmarked which of those posts: for them a post looks different than for
 * everybody else. Uses the primary keys and posts_one_boost.
 */
export async function selectMarkers(
  sql: Runner,
  postIds: readonly PostId[],
  accountIds: readonly AccountId[],
): Promise<{ postId: PostId; accountId: AccountId }[]> {
  const posts = [...postIds]
  const accounts = [...accountIds]
  return sql<{ postId: PostId; accountId: AccountId }[]>`
    select post_id, account_id from likes
    where account_id = any(${accounts}::bigint[]) and post_id = any(${posts}::bigint[])
    union
    select post_id, account_id from bookmarks
    where account_id = any(${accounts}::bigint[]) and post_id = any(${posts}::bigint[])
    union
    select boost_of_id, account_id from posts
    where account_id = any(${accounts}::bigint[]) and boost_of_id = any(${posts}::bigint[]) and deleted_at is null
    union
    select p.id, m.account_id
    from posts as p
    join thread_mutes as m on m.thread_id = coalesce(p.thread_id, p.id)
    where p.id = any(${posts}::bigint[]) and m.account_id = any(${accounts}::bigint[])
  `
}

interface Held {
  readonly id: string
  readonly postId: PostId
}

/** What an account liked or bookmarked, newest act first. Uses likes_mine or bookmarks_mine. */
export async function listMarked(
  sql: Runner,
  kind: 'likes' | 'bookmarks',
  accountId: AccountId,
  page: Page,
): Promise<Held[]> {
  const rows = await sql<Held[]>`
    select id, post_id
    from ${sql(kind)}
    where account_id = ${accountId}
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** Who liked a post, newest first. Uses likes_post. */
export async function listLikers(
  sql: Runner,
  postId: PostId,
  page: Page,
): Promise<{ id: string; accountId: AccountId }[]> {
  return sql<{ id: string; accountId: AccountId }[]>`
    select id, account_id
    from likes
    where post_id = ${postId}
      ${keyset(sql, 'id', page)}
  `
}

/** Who boosted a post, newest first. Uses posts_boosts. */
export async function listBoosters(
  sql: Runner,
  postId: PostId,
  page: Page,
): Promise<{ id: string; accountId: AccountId }[]> {
  return sql<{ id: string; accountId: AccountId }[]>`
    select id, account_id
    from posts
    where boost_of_id = ${postId} and deleted_at is null
      ${keyset(sql, 'id', page)}
  `
}
