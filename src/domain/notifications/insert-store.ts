import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AddedNotification } from './events.ts'
import type { NotificationKind } from './notification.ts'

type Runner = Sql | TransactionSql

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
 * Adds those whose receiver lives here and neither blocks nor mutes the sender; each
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
  'place_report',
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
