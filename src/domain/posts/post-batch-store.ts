import type { AccountId } from '#domain/accounts/index.ts'
import type { Mention, Post, PostId } from './post.ts'
import { type NewPost, postColumns, type Runner, toRow } from './post-store.ts'

/**
 * Inserts posts in one statement, in the order of their addresses, lest two such transactions deadlock. One whose
 * address, id or other unique part is taken, be it by another one of these, is left out.
 * @returns whether a post was inserted
 */
export async function insertPosts(
  sql: Runner,
  posts: readonly NewPost[],
): Promise<(post: Pick<Post, 'id' | 'uri'>) => boolean> {
  const rows = posts.map(toRow)
  const [first] = rows
  if (!first) return () => false
  const columns = sql(Object.keys(first))
  const inserted = await sql<{ id: PostId; uri: string | null }[]>`
    insert into posts (${columns})
    select ${columns}
    from jsonb_populate_recordset(null::posts, ${sql.json(rows)})
    order by uri, id
    on conflict do nothing
    returning id, uri
  `
  // An id may be that of another one: those of posts of the same instant are drawn by lot.
  const uris = new Map(inserted.map(({ id, uri }) => [id, uri]))
  return ({ id, uri }) => uris.has(id) && uris.get(id) === uri
}

/** Uses posts_uri. */
export async function selectPostsByUris(sql: Runner, uris: readonly string[]): Promise<Post[]> {
  if (uris.length === 0) return []
  return sql<Post[]>`
    select ${sql(postColumns)} from posts where uri = any(${[...uris]}::text[]) and deleted_at is null
  `
}

/** Boosts by who boosted what. Uses posts_one_boost. */
export async function selectBoosts(
  sql: Runner,
  pairs: readonly { accountId: AccountId; boostOfId: PostId }[],
): Promise<Post[]> {
  if (pairs.length === 0) return []
  const rows = pairs.map(({ accountId, boostOfId }) => ({ account_id: accountId, boost_of_id: boostOfId }))
  return sql<Post[]>`
    select ${sql(postColumns)}
    from posts
    where (account_id, boost_of_id) in (
        select account_id, boost_of_id
        from jsonb_to_recordset(${sql.json(rows)}) as pair (account_id bigint, boost_of_id bigint)
      )
      and boost_of_id is not null
      and deleted_at is null
  `
}

/** The keys among these that are tombstones, in hexadecimal. Uses the primary key. */
export async function selectTombstones(sql: Runner, keys: readonly Buffer[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const hex = keys.map((key) => key.toString('hex'))
  const rows = await sql<{ key: string }[]>`
    select encode(uri_hash, 'hex') as key
    from tombstones
    where uri_hash in (select decode(key, 'hex') from unnest(${hex}::text[]) as wanted (key))
  `
  return new Set(rows.map((row) => row.key))
}

/** Mentions of new posts. */
export async function insertMentionsOf(
  sql: Runner,
  posts: readonly { id: PostId; mentions: readonly Mention[] }[],
): Promise<void> {
  const rows = posts.flatMap(({ id, mentions }) =>
    mentions.map(({ accountId, handle }) => ({ post_id: id, account_id: accountId, handle })),
  )
  if (rows.length === 0) return
  await sql`
    insert into post_mentions (post_id, account_id, handle)
    select post_id, account_id, handle
    from jsonb_populate_recordset(null::post_mentions, ${sql.json(rows)})
    on conflict (post_id, account_id) do nothing
  `
}

/** Tags of new posts. */
export async function insertTagsOf(
  sql: Runner,
  posts: readonly { id: PostId; tags: readonly { tag: string; display: string }[] }[],
): Promise<void> {
  const rows = posts.flatMap(({ id, tags }) =>
    tags.map(({ tag, display }) => ({ post_id: id, tag, display })),
  )
  if (rows.length === 0) return
  await sql`
    insert into post_tags (post_id, tag, display)
    select post_id, tag, display
    from jsonb_populate_recordset(null::post_tags, ${sql.json(rows)})
    on conflict (tag, post_id) do nothing
  `
}

/** Counts boosts, in the order of their posts, lest two such transactions deadlock. */
export async function addBoosts(sql: Runner, boosted: readonly PostId[]): Promise<void> {
  if (boosted.length === 0) return
  await sql`
    insert into post_counters as c (post_id, boosts)
    select id, count(*) from unnest(${[...boosted]}::bigint[]) as boosted (id) group by id order by id
    on conflict (post_id) do update set boosts = c.boosts + excluded.boosts
  `
}

/** Counts replies, in the order of the posts that they answer, lest two such transactions deadlock. */
export async function addReplies(sql: Runner, answered: readonly PostId[]): Promise<void> {
  if (answered.length === 0) return
  await sql`
    insert into post_counters as c (post_id, replies)
    select id, count(*) from unnest(${[...answered]}::bigint[]) as answered (id) group by id order by id
    on conflict (post_id) do update set replies = c.replies + excluded.replies
  `
}
