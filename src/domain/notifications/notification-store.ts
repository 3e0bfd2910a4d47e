import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { AddedNotification } from './events.ts'
import type { Notification, NotificationKind } from './notification.ts'

type Runner = Sql | TransactionSql

const columns = ['id', 'account_id', 'kind', 'from_account_id', 'post_id', 'subject_id', 'created_at']

/** Uses notifications_each. */
export async function deleteNotifications(
  sql: Runner,
  gone: readonly {
    accountId: AccountId
    kind: NotificationKind
    fromAccountId: AccountId
    postId: PostId | null
  }[],
): Promise<void> {
  if (gone.length === 0) return
  const rows = gone.map((one) => ({
    account_id: one.accountId,
    kind: one.kind,
    from_account_id: one.fromAccountId,
    post_id: one.postId ?? '0',
  }))
  await sql`
    delete from notifications as n
    using jsonb_to_recordset(${sql.json(rows)})
      as gone (account_id bigint, kind text, from_account_id bigint, post_id bigint)
    where n.account_id = gone.account_id
      and n.kind = gone.kind
      and n.from_account_id = gone.from_account_id
      and coalesce(n.post_id, n.subject_id, 0) = gone.post_id
  `
}

/** Uses notifications_post. Of anybody: on a sharded database every shard is asked. */
export async function deleteOfPosts(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`delete from notifications where post_id = any(${[...postIds]}::bigint[])`
}

export async function deleteBetween(
  sql: Runner,
  accountId: AccountId,
  fromAccountId: AccountId,
): Promise<void> {
  await sql`delete from notifications where account_id = ${accountId} and from_account_id = ${fromAccountId}`
}

export interface NotificationFilter {
  readonly kinds?: readonly NotificationKind[] | undefined
  readonly fromAccountId?: AccountId | undefined
  /** Also what waits in requests. */
  readonly includeFiltered?: boolean | undefined
}

/** Newest first. Uses the primary key. */
export async function listNotifications(
  sql: Runner,
  accountId: AccountId,
  filter: NotificationFilter,
  page: Page,
): Promise<Notification[]> {
  const rows = await sql<Notification[]>`
    select ${sql(columns)}
    from notifications
    where account_id = ${accountId}
      ${filter.kinds ? sql`and kind = any(${[...filter.kinds]})` : sql``}
      ${filter.fromAccountId ? sql`and from_account_id = ${filter.fromAccountId}` : sql``}
      ${filter.includeFiltered ? sql`` : sql`and not filtered`}
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function selectNotification(
  sql: Runner,
  accountId: AccountId,
  id: string,
): Promise<Notification | undefined> {
  const [notification] = await sql<Notification[]>`
    select ${sql(columns)}
    from notifications
    where account_id = ${accountId} and id = ${id}
  `
  return notification
}

/** Uses the primary key. */
export async function selectNear(
  sql: Runner,
  accountId: AccountId,
  id: string,
  within: number,
): Promise<Notification | undefined> {
  const [notification] = await sql<Notification[]>`
    select ${sql(columns)}
    from notifications
    where account_id = ${accountId}
      and id between ${id}::bigint - ${within} and ${id}::bigint + ${within}
    order by id = ${id} desc, id desc
    limit 1
  `
  return notification
}

/** Any accounts' notifications, oldest first. Uses the primary key. */
export async function selectAdded(sql: Runner, added: readonly AddedNotification[]): Promise<Notification[]> {
  return sql<Notification[]>`
    select ${sql(columns)}
    from notifications
    where account_id = any(${[...new Set(added.map((one) => one.accountId))]}::bigint[])
      and id = any(${added.map((one) => one.id)}::bigint[])
    order by id
  `
}

/** @returns how many there were */
export async function dismiss(sql: Runner, accountId: AccountId, id: string | undefined): Promise<number> {
  const { count } = await sql`
    delete from notifications
    where account_id = ${accountId} ${id === undefined ? sql`` : sql`and id = ${id}`}
  `
  return count
}

/** At most `limit`, because a badge shows no more; oldest first. Uses the primary key. */
export async function selectSince(
  sql: Runner,
  accountId: AccountId,
  filter: NotificationFilter,
  { sinceId, limit }: { sinceId: string; limit: number },
): Promise<Pick<Notification, 'id' | 'kind' | 'postId' | 'createdAt'>[]> {
  return sql<Pick<Notification, 'id' | 'kind' | 'postId' | 'createdAt'>[]>`
    select id, kind, post_id, created_at
    from notifications
    where account_id = ${accountId} and id > ${sinceId} and not filtered
      ${filter.kinds ? sql`and kind = any(${[...filter.kinds]})` : sql``}
      ${filter.fromAccountId ? sql`and from_account_id = ${filter.fromAccountId}` : sql``}
    order by id
    limit ${limit}
  `
}

/** What waited is told from now on. Uses notifications_filtered. */
export async function releaseFiltered(
  sql: Runner,
  accountId: AccountId,
  fromAccountIds: readonly AccountId[],
): Promise<void> {
  await sql`
    update notifications set filtered = false
    where account_id = ${accountId} and from_account_id = any(${[...fromAccountIds]}::bigint[]) and filtered
  `
}

export async function deleteFiltered(
  sql: Runner,
  accountId: AccountId,
  fromAccountIds: readonly AccountId[],
): Promise<void> {
  await sql`
    delete from notifications
    where account_id = ${accountId} and from_account_id = any(${[...fromAccountIds]}::bigint[]) and filtered
  `
}

/** How much waits, and from how many. Uses notifications_filtered. */
export async function countFiltered(
  sql: Runner,
  accountId: AccountId,
): Promise<{ requests: number; notifications: number }> {
  const [row] = await sql<{ requests: number; notifications: number }[]>`
    select count(distinct from_account_id)::int as requests, count(*)::int as notifications
    from (select from_account_id from notifications where account_id = ${accountId} and filtered limit 1000) as held
  `
  return row ?? { requests: 0, notifications: 0 }
}
