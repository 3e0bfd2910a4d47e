import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

import type { MovedConversation } from './events.ts'

type Runner = Sql | TransactionSql

export interface Conversation {
  readonly id: string
  readonly accountId: AccountId
  readonly threadId: PostId
  readonly lastPostId: PostId
  readonly unread: boolean
}

const columns = ['id', 'account_id', 'thread_id', 'last_post_id', 'unread']

/**
 * The only SQL on conversations. Moves the conversations of everybody here whom direct posts concern on to them; their
 * authors have read them. An older post that comes late moves nothing.
 */
export async function moveOn(
  sql: Runner,
  posts: readonly { readonly postId: PostId; readonly conversationIds: readonly string[] }[],
): Promise<ReadonlyMap<PostId, readonly MovedConversation[]>> {
  const moved = new Map<PostId, readonly MovedConversation[]>()
  for (const { postId, conversationIds } of posts) {
    const rows = await sql<MovedConversation[]>`
      insert into conversations as c (account_id, thread_id, id, last_post_id, unread)
      select a.id, coalesce(p.thread_id, p.id), k.id, p.id, a.id <> p.account_id
      from posts as p
      join lateral (
        select id, row_number() over (order by id) as place
        from (
          select p.account_id as id
          union
          select m.account_id from post_mentions as m where m.post_id = p.id
        ) as concerned
      ) as w on true
      join accounts as a on a.id = w.id and a.domain is null and a.deleted_at is null
      join unnest(${[...conversationIds]}::bigint[]) with ordinality as k (id, place) on k.place = w.place
      where p.id = ${postId} and p.visibility = 'direct' and p.deleted_at is null
      on conflict (account_id, thread_id) do update
      set last_post_id = excluded.last_post_id, unread = c.unread or excluded.unread, updated_at = now()
      where c.last_post_id < excluded.last_post_id
      returning c.account_id, c.id as conversation_id
    `
    if (rows.length > 0) moved.set(postId, rows)
  }
  return moved
}

/** How many people a post may concern. */
export async function countConcerned(sql: Runner, postIds: readonly PostId[]): Promise<Map<PostId, number>> {
  const rows = await sql<{ postId: PostId; count: number }[]>`
    select w.id as post_id, 1 + (select count(*)::int from post_mentions as m where m.post_id = w.id) as count
    from unnest(${[...postIds]}::bigint[]) as w (id)
  `
  return new Map(rows.map((row) => [row.postId, row.count]))
}

/** Goes back to the post before those that are gone; a conversation without any is gone, too. */
export async function moveBack(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  const ids = [...postIds]
  await sql`
    with stranded as (
      select c.account_id, c.thread_id, (
        select max(p.id)
        from posts as p
        where (p.thread_id = c.thread_id or p.id = c.thread_id)
          and p.visibility = 'direct' and p.deleted_at is null
          and (
            p.account_id = c.account_id
            or exists (select 1 from post_mentions as m where m.post_id = p.id and m.account_id = c.account_id)
          )
      ) as before
      from conversations as c
      where c.last_post_id = any(${ids}::bigint[])
    ), ended as (
      delete from conversations as c using stranded as s
      where c.account_id = s.account_id and c.thread_id = s.thread_id and s.before is null
    )
    update conversations as c set last_post_id = s.before
    from stranded as s
    where c.account_id = s.account_id and c.thread_id = s.thread_id and s.before is not null
  `
}

/** By their latest post, newest first. Uses conversations_mine. */
export async function selectConversations(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<Conversation[]> {
  const rows = await sql<Conversation[]>`
    select ${sql(columns)} from conversations
    where account_id = ${accountId}
      ${keyset(sql, 'last_post_id', page)}
  `
  return newestFirst(page, rows)
}

/** Each with its owner, whoever that is. */
export async function selectByOwners(
  sql: Runner,
  ids: readonly MovedConversation[],
): Promise<Conversation[]> {
  return sql<Conversation[]>`
    select ${sql(columns)} from conversations
    where account_id = any(${ids.map((one) => one.accountId)}::bigint[])
      and id = any(${ids.map((one) => one.conversationId)}::bigint[])
  `
}

export async function updateUnread(
  sql: Runner,
  accountId: AccountId,
  { id, unread }: { id: string; unread: boolean },
): Promise<Conversation | undefined> {
  const [one] = await sql<Conversation[]>`
    update conversations set unread = ${unread} where account_id = ${accountId} and id = ${id}
    returning ${sql(columns)}
  `
  return one
}

export async function deleteConversation(sql: Runner, accountId: AccountId, id: string): Promise<boolean> {
  return (await sql`delete from conversations where account_id = ${accountId} and id = ${id}`).count === 1
}
