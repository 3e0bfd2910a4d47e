import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Mention, Post, PostId } from './post.ts'

export type Runner = Sql | TransactionSql

export const postColumns = [
  'id',
  'account_id',
  'uri',
  'url',
  'local',
  'visibility',
  'boost_of_id',
  'reply_to_id',
  'reply_to_account_id',
  'thread_id',
  'source',
  'content',
  'footer',
  'content_warning',
  'sensitive',
  'language',
  'app_id',
  'quote_policy',
  'created_at',
  'edited_at',
  'refreshed_at',
]

export type NewPost = Post & {
  readonly hasMedia: boolean
  readonly idempotencyKey: string | null
}

/** SQL on posts, post_mentions, post_tags and post_edits for single posts; lists are in post-list-store, many at once in post-batch-store. */
export async function insertPost(sql: Runner, post: NewPost): Promise<void> {
  await sql`insert into posts ${sql(toRow(post))}`
}

/** A post as a row, by column. */
export function toRow(post: NewPost) {
  return {
    id: post.id,
    account_id: post.accountId,
    uri: post.uri,
    url: post.url,
    local: post.local,
    visibility: post.visibility,
    boost_of_id: post.boostOfId,
    reply_to_id: post.replyToId,
    reply_to_account_id: post.replyToAccountId,
    thread_id: post.threadId,
    source: post.source,
    content: post.content,
    footer: post.footer,
    content_warning: post.contentWarning,
    sensitive: post.sensitive,
    language: post.language,
    app_id: post.appId,
    quote_policy: post.quotePolicy,
    has_media: post.hasMedia,
    idempotency_key: post.idempotencyKey,
    created_at: post.createdAt,
    edited_at: post.editedAt,
    refreshed_at: post.refreshedAt,
  }
}

export async function selectPosts(sql: Runner, ids: readonly PostId[]): Promise<Post[]> {
  if (ids.length === 0) return []
  return sql<Post[]>`
    select ${sql(postColumns)} from posts where id = any(${[...ids]}::bigint[]) and deleted_at is null
  `
}

export async function lockPost(sql: Runner, id: PostId): Promise<Post | undefined> {
  const [post] = await sql<Post[]>`
    select ${sql(postColumns)} from posts where id = ${id} and deleted_at is null for update
  `
  return post
}

/** Locks many, in the order of their ids, lest two such transactions deadlock. @returns those that there are */
export async function lockPosts(sql: Runner, ids: readonly PostId[]): Promise<Set<PostId>> {
  const rows = await sql<{ id: PostId }[]>`
    select id from posts where id = any(${[...ids]}::bigint[]) and deleted_at is null order by id for update
  `
  return new Set(rows.map((row) => row.id))
}

/** Uses posts_uri. */
export async function selectPostByUri(sql: Runner, uri: string): Promise<Post | undefined> {
  const [post] = await sql<
    Post[]
  >`select ${sql(postColumns)} from posts where uri = ${uri} and deleted_at is null`
  return post
}

/** The post that an idempotency key of the last hour made. Uses posts_idempotency. */
export async function selectByIdempotencyKey(
  sql: Runner,
  accountId: AccountId,
  key: string,
): Promise<Post | undefined> {
  const [post] = await sql<Post[]>`
    select ${sql(postColumns)}
    from posts
    where account_id = ${accountId} and idempotency_key = ${key} and deleted_at is null
      and created_at > now() - interval '1 hour'
  `
  return post
}

/** Lets go of a key whose hour is over or whose post is deleted. */
export async function releaseIdempotencyKey(sql: Runner, accountId: AccountId, key: string): Promise<void> {
  await sql`
    update posts set idempotency_key = null
    where account_id = ${accountId} and idempotency_key = ${key}
      and (deleted_at is not null or created_at <= now() - interval '1 hour')
  `
}

/** Uses posts_one_boost. */
export async function selectBoost(
  sql: Runner,
  accountId: AccountId,
  boostOfId: PostId,
): Promise<Post | undefined> {
  const [post] = await sql<Post[]>`
    select ${sql(postColumns)}
    from posts
    where account_id = ${accountId} and boost_of_id = ${boostOfId} and deleted_at is null
  `
  return post
}

export async function replaceMentions(
  sql: Runner,
  postId: PostId,
  mentions: readonly Mention[],
): Promise<void> {
  await sql`delete from post_mentions where post_id = ${postId}`
  await insertMentions(sql, postId, mentions)
}

export async function insertMentions(
  sql: Runner,
  postId: PostId,
  mentions: readonly Mention[],
): Promise<void> {
  if (mentions.length === 0) return
  await sql`
    insert into post_mentions ${sql(
      mentions.map((mention) => ({ post_id: postId, account_id: mention.accountId, handle: mention.handle })),
    )}
    on conflict (post_id, account_id) do nothing
  `
}

export async function replaceTags(
  sql: Runner,
  postId: PostId,
  tags: readonly { tag: string; display: string }[],
): Promise<void> {
  await sql`delete from post_tags where post_id = ${postId}`
  await insertTags(sql, postId, tags)
}

export async function insertTags(
  sql: Runner,
  postId: PostId,
  tags: readonly { tag: string; display: string }[],
): Promise<void> {
  if (tags.length === 0) return
  await sql`
    insert into post_tags ${sql(tags.map((tag) => ({ post_id: postId, ...tag })))}
    on conflict (tag, post_id) do nothing
  `
}

export async function updateContent(
  sql: Runner,
  id: PostId,
  changes: Pick<Post, 'source' | 'content' | 'contentWarning' | 'sensitive' | 'language' | 'editedAt'> & {
    hasMedia: boolean
    footer: string
  },
): Promise<void> {
  await sql`
    update posts set ${sql({
      source: changes.source,
      content: changes.content,
      footer: changes.footer,
      content_warning: changes.contentWarning,
      sensitive: changes.sensitive,
      language: changes.language,
      edited_at: changes.editedAt,
      has_media: changes.hasMedia,
    })}
    where id = ${id}
  `
}

export async function updateFooter(sql: Runner, id: PostId, footer: string, at: Date): Promise<void> {
  await sql`update posts set footer = ${footer}, refreshed_at = ${at} where id = ${id}`
}

export async function updateQuotePolicy(sql: Runner, id: PostId, policy: number): Promise<void> {
  await sql`update posts set quote_policy = ${policy} where id = ${id}`
}

/** Leaves a post to its author alone. */
export async function updateToPrivate(sql: Runner, id: PostId): Promise<void> {
  await sql`update posts set visibility = 'direct' where id = ${id}`
  await sql`delete from post_mentions where post_id = ${id}`
}

export interface PostEdit {
  readonly editedAt: Date
  readonly source: string | null
  readonly content: string
  readonly contentWarning: string
  readonly sensitive: boolean
}

export async function insertEdit(sql: Runner, postId: PostId, edit: PostEdit): Promise<void> {
  await sql`
    insert into post_edits (post_id, edited_at, source, content, content_warning, sensitive)
    values (${postId}, ${edit.editedAt}, ${edit.source}, ${edit.content}, ${edit.contentWarning}, ${edit.sensitive})
    on conflict (post_id, edited_at) do nothing
  `
}

/** Oldest first, at most 200. */
export async function selectEdits(sql: Runner, postId: PostId): Promise<PostEdit[]> {
  return sql<PostEdit[]>`
    select edited_at, source, content, content_warning, sensitive
    from post_edits
    where post_id = ${postId}
    order by edited_at
    limit 200
  `
}

/** Empties the row and keeps it as a tombstone, so that replies and late arrivals find out. */
export async function markDeleted(sql: Runner, ids: readonly PostId[]): Promise<void> {
  const list = [...ids]
  await sql`
    update posts
    set deleted_at = now(), content = '', footer = '', source = null, content_warning = '', idempotency_key = null
    where id = any(${list}::bigint[])
  `
  await sql`delete from post_edits where post_id = any(${list}::bigint[])`
  await sql`delete from post_tags where post_id = any(${list}::bigint[])`
  await sql`delete from post_mentions where post_id = any(${list}::bigint[])`
  await sql`delete from likes where post_id = any(${list}::bigint[])`
  await sql`delete from bookmarks where post_id = any(${list}::bigint[])`
}

export async function selectMentions(
  sql: Runner,
  postIds: readonly string[],
): Promise<(Mention & { postId: string })[]> {
  if (postIds.length === 0) return []
  return sql<(Mention & { postId: string })[]>`
    select post_id, account_id, handle from post_mentions where post_id = any(${[...postIds]}::bigint[])
  `
}

export async function selectTags(
  sql: Runner,
  postIds: readonly string[],
): Promise<{ postId: string; display: string }[]> {
  if (postIds.length === 0) return []
  return sql<{ postId: string; display: string }[]>`
    select post_id, display from post_tags where post_id = any(${[...postIds]}::bigint[]) order by post_id, tag
  `
}

/** Which of these posts mention the account. Uses the primary key of post_mentions. */
export async function filterMentioning(
  sql: Runner,
  accountId: AccountId,
  postIds: readonly string[],
): Promise<Set<string>> {
  if (postIds.length === 0) return new Set()
  const rows = await sql<{ postId: string }[]>`
    select post_id from post_mentions
    where account_id = ${accountId} and post_id = any(${[...postIds]}::bigint[])
  `
  return new Set(rows.map((row) => row.postId))
}

export async function insertTombstone(sql: Runner, key: Buffer): Promise<void> {
  await sql`insert into tombstones (uri_hash) values (${key}) on conflict do nothing`
}
