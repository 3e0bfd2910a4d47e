import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import type { AddedNotification } from './events.ts'

type Runner = Sql | TransactionSql

export type NotificationKind =
  | 'mention'
  | 'boost'
  | 'like'
  | 'follow'
  | 'follow_request'
  | 'post'
  | 'poll'
  | 'edit'
  | 'quote'
  | 'quoted_edit'
  | 'sign_up'
  | 'report'
  | 'moderation_warning'
  | 'severed_follows'

export interface Notification {
  readonly id: string
  readonly accountId: AccountId
  readonly kind: NotificationKind
  readonly fromAccountId: AccountId
  readonly postId: PostId | null
  /** The report or the warning that it is about. */
  readonly subjectId: string | null
  readonly createdAt: Date
}

export interface NewNotification {
  readonly id: string
  readonly accountId: AccountId
  readonly kind: NotificationKind
  readonly fromAccountId: AccountId
  readonly postId: PostId | null
  readonly subjectId?: string
  /** Whether moderators have limited the sender. */
  readonly isLimited: boolean
}

export interface InsertedNotification extends AddedNotification {
  readonly filtered: boolean
  readonly fromAccountId: AccountId
  readonly postId: PostId | null
}

/**
 * The only SQL on notifications. Adds those whose receiver lives here and neither blocks nor mutes the sender; each
 * once, whatever is repeated. The receiver's policy decides whether it is told, waits (filtered) or is dropped.
 */
export async function insertNotifications(
  sql: Runner,
  items: readonly NewNotification[],
): Promise<InsertedNotification[]> {
  const wanted = items.filter((item) => item.accountId !== item.fromAccountId || ownNews.includes(item.kind))
  if (wanted.length === 0) return []
  const rows = wanted.map((item) => ({
    id: item.id,
    account_id: item.accountId,
    kind: item.kind,
    from_account_id: item.fromAccountId,
    post_id: item.postId,
    subject_id: item.subjectId ?? null,
    limited: item.isLimited,
  }))
  return sql<InsertedNotification[]>`
    insert into notifications (id, account_id, kind, from_account_id, post_id, subject_id, filtered)
    select n.id, n.account_id, n.kind, n.from_account_id, n.post_id, n.subject_id, judged.action = 1
    from jsonb_to_recordset(${sql.json(rows)})
      as n (id bigint, account_id bigint, kind text, from_account_id bigint, post_id bigint, subject_id bigint, limited boolean)
    join accounts as a on a.id = n.account_id and a.domain is null and a.deleted_at is null
    join accounts as s on s.id = n.from_account_id
    cross join lateral (${judge(sql)}) as judged
    where judged.action < 2
      and not exists (
        select 1 from blocks as b
        where (b.blocker_id = n.account_id and b.blocked_id = n.from_account_id)
           or (b.blocker_id = n.from_account_id and b.blocked_id = n.account_id)
      )
      and not exists (
        select 1 from mutes as m
        where m.muter_id = n.account_id and m.muted_id = n.from_account_id and m.hide_notifications
          and (m.expires_at is null or m.expires_at > now())
      )
      and not exists (select 1 from domain_blocks as d where d.account_id = n.account_id and d.domain = s.domain)
      and not exists (
        select 1 from posts as p
        join thread_mutes as t on t.account_id = n.account_id and t.thread_id = coalesce(p.thread_id, p.id)
        where p.id = n.post_id and n.kind <> 'poll'
      )
    on conflict do nothing
    returning id, account_id, from_account_id, post_id, filtered
  `
}

/** What comes from oneself, as there is nobody else to name. */
const ownNews: readonly NotificationKind[] = ['poll', 'moderation_warning', 'severed_follows']

/** What nobody may keep away from: news of the own posts, and of one's duties. */
const neverFiltered: readonly NotificationKind[] = [
  'sign_up',
  'report',
  'edit',
  'quoted_edit',
  'follow_request',
  'poll',
  'moderation_warning',
  'severed_follows',
]

/** 0 accept, 1 filter, 2 drop: the strictest of what applies to a notification n from account s. */
function judge(sql: Runner) {
  const weight = (column: string, otherwise: 'accept' | 'filter') =>
    sql`array_position(array['accept', 'filter', 'drop'], coalesce(p.${sql(column)}, ${otherwise})) - 1`
  return sql`
    select case
      when n.kind = any(${[...neverFiltered]}) or t.account_id is not null then 0
      else greatest(
        0,
        case when mine.followed_id is null then ${weight('for_not_following', 'accept')} end,
        case when theirs.created_at is null or theirs.created_at > now() - interval '3 days'
          then ${weight('for_not_followers', 'accept')} end,
        case when mine.followed_id is null and s.created_at > now() - interval '30 days'
          then ${weight('for_new_accounts', 'accept')} end,
        case when n.kind = 'mention' and mine.followed_id is null and post.visibility = 'direct'
            and post.reply_to_account_id is distinct from n.account_id
          then ${weight('for_private_mentions', 'filter')} end,
        case when n.limited and mine.followed_id is null
          then ${weight('for_limited_accounts', 'filter')} end
      )
    end as action
    from (select 1) as one
    left join notification_policies as p on p.account_id = n.account_id
    left join notification_permissions as t
      on t.account_id = n.account_id and t.from_account_id = n.from_account_id
    left join follows as mine
      on mine.follower_id = n.account_id and mine.followed_id = n.from_account_id and mine.state = 'accepted'
    left join follows as theirs
      on theirs.follower_id = n.from_account_id and theirs.followed_id = n.account_id and theirs.state = 'accepted'
    left join posts as post on post.id = n.post_id
  `
}

/** Whom a post mentions. Uses the primary key of post_mentions. */
export async function listMentioned(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<{ postId: PostId; accountId: AccountId; authorId: AccountId }[]> {
  return sql<{ postId: PostId; accountId: AccountId; authorId: AccountId }[]>`
    select m.post_id, m.account_id, p.account_id as author_id
    from post_mentions as m
    join posts as p on p.id = m.post_id
    where m.post_id = any(${[...postIds]}::bigint[])
  `
}

/** The authors of what was boosted. */
export async function listBoosted(
  sql: Runner,
  boostIds: readonly PostId[],
): Promise<{ boostedId: PostId; boosterId: AccountId; authorId: AccountId }[]> {
  return sql<{ boostedId: PostId; boosterId: AccountId; authorId: AccountId }[]>`
    select p.id as boosted_id, b.account_id as booster_id, p.account_id as author_id
    from posts as b
    join posts as p on p.id = b.boost_of_id
    where b.id = any(${[...boostIds]}::bigint[])
  `
}

/** Followers who asked to be told of every post of an author. */
export async function listWatchers(sql: Runner, authorId: AccountId): Promise<AccountId[]> {
  const rows = await sql<{ followerId: AccountId }[]>`
    select follower_id
    from follows
    where followed_id = ${authorId} and state = 'accepted' and follower_local and notify
    limit 10000
  `
  return rows.map((row) => row.followerId)
}

/** Those who look after this server. */
export async function listStaff(sql: Runner): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id from users where role <> 'user' and state = 'active' limit 1000
  `
  return rows.map((row) => row.accountId)
}

/** Who voted in a poll; those elsewhere are told by their own servers. Uses the primary key of poll_votes. */
export async function listLocalVoters(sql: Runner, postId: PostId): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select distinct v.account_id
    from poll_votes as v
    join accounts as a on a.id = v.account_id and a.domain is null
    where v.post_id = ${postId}
    limit 10000
  `
  return rows.map((row) => row.accountId)
}

export async function listLocalBoosters(sql: Runner, postId: PostId): Promise<AccountId[]> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id from posts where boost_of_id = ${postId} and local and deleted_at is null limit 10000
  `
  return rows.map((row) => row.accountId)
}

/** Posts of people here that quote this one. Uses quotes_quoted. */
export async function listLocalQuotes(
  sql: Runner,
  quotedId: PostId,
): Promise<{ accountId: AccountId; postId: PostId }[]> {
  return sql<{ accountId: AccountId; postId: PostId }[]>`
    select account_id, post_id from quotes
    where quoted_id = ${quotedId} and state = 'accepted' and local
    order by post_id
    limit 10000
  `
}

/** Uses notifications_each. */
export async function deleteNotification(
  sql: Runner,
  one: { accountId?: AccountId; kind: NotificationKind; fromAccountId: AccountId; postId: PostId | null },
): Promise<void> {
  await sql`
    delete from notifications
    where kind = ${one.kind}
      and from_account_id = ${one.fromAccountId}
      and coalesce(post_id, 0) = ${one.postId ?? '0'}
      ${one.accountId === undefined ? sql`` : sql`and account_id = ${one.accountId}`}
  `
}

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

/** Newest first. Uses notifications_mine. */
export async function listNotifications(
  sql: Runner,
  accountId: AccountId,
  filter: NotificationFilter,
  page: Page,
): Promise<Notification[]> {
  const rows = await sql<Notification[]>`
    select id, account_id, kind, from_account_id, post_id, subject_id, created_at
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
    select id, account_id, kind, from_account_id, post_id, subject_id, created_at
    from notifications
    where account_id = ${accountId} and id = ${id}
  `
  return notification
}

/** Any accounts' notifications, oldest first, for those who hand them on. Uses the primary key. */
export async function selectByIds(sql: Runner, ids: readonly string[]): Promise<Notification[]> {
  return sql<Notification[]>`
    select id, account_id, kind, from_account_id, post_id, subject_id, created_at
    from notifications
    where id = any(${[...ids]}::bigint[])
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

/** At most `limit`, because a badge shows no more; oldest first. Uses notifications_mine. */
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
