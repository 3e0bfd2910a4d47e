import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { defaultPolicy, type NotificationPolicy, type NotificationRequest } from './policy.ts'

type Runner = Sql | TransactionSql

const policyColumns = [
  'for_not_following',
  'for_not_followers',
  'for_new_accounts',
  'for_private_mentions',
  'for_limited_accounts',
]

/** The only SQL on notification_policies, notification_permissions and notification_requests. */
export async function selectPolicy(sql: Runner, accountId: AccountId): Promise<NotificationPolicy> {
  const [policy] = await sql<NotificationPolicy[]>`
    select ${sql(policyColumns)} from notification_policies where account_id = ${accountId}
  `
  return policy ?? defaultPolicy
}

export async function upsertPolicy(
  sql: Runner,
  accountId: AccountId,
  policy: NotificationPolicy,
): Promise<void> {
  await sql`
    insert into notification_policies (
      account_id, for_not_following, for_not_followers, for_new_accounts, for_private_mentions, for_limited_accounts
    )
    values (
      ${accountId}, ${policy.forNotFollowing}, ${policy.forNotFollowers}, ${policy.forNewAccounts},
      ${policy.forPrivateMentions}, ${policy.forLimitedAccounts}
    )
    on conflict (account_id) do update set
      for_not_following = excluded.for_not_following,
      for_not_followers = excluded.for_not_followers,
      for_new_accounts = excluded.for_new_accounts,
      for_private_mentions = excluded.for_private_mentions,
      for_limited_accounts = excluded.for_limited_accounts,
      updated_at = now()
  `
}

/** Opens a request for each sender, or moves it on to the latest post. */
export async function upsertRequests(
  sql: Runner,
  requests: readonly { id: string; accountId: AccountId; fromAccountId: AccountId; postId: string | null }[],
): Promise<void> {
  const latest = new Map(requests.map((one) => [`${one.accountId}:${one.fromAccountId}`, one]))
  const rows = [...latest.values()].map((one) => ({
    id: one.id,
    account_id: one.accountId,
    from_account_id: one.fromAccountId,
    post_id: one.postId,
  }))
  if (rows.length === 0) return
  await sql`
    insert into notification_requests as r (account_id, from_account_id, id, last_post_id)
    select n.account_id, n.from_account_id, n.id, n.post_id
    from jsonb_to_recordset(${sql.json(rows)})
      as n (id bigint, account_id bigint, from_account_id bigint, post_id bigint)
    on conflict (account_id, from_account_id) do update
    set last_post_id = coalesce(excluded.last_post_id, r.last_post_id), updated_at = excluded.updated_at
  `
}

/** Newest first, those that still hold something. Uses notification_requests_mine and notifications_filtered. */
export async function selectRequests(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<NotificationRequest[]> {
  const rows = await sql<NotificationRequest[]>`
    select r.id, r.account_id, r.from_account_id, r.last_post_id, r.created_at, r.updated_at, n.count as notifications
    from notification_requests as r
    cross join lateral (
      select count(*)::int as count
      from (
        select 1 from notifications
        where account_id = ${accountId} and from_account_id = r.from_account_id and filtered
        limit 100
      ) as held
    ) as n
    where r.account_id = ${accountId} and n.count > 0
      ${keyset(sql, 'r.id', page)}
  `
  return newestFirst(page, rows)
}

export async function selectRequest(
  sql: Runner,
  accountId: AccountId,
  id: string,
): Promise<NotificationRequest | undefined> {
  const [request] = await sql<NotificationRequest[]>`
    select r.id, r.account_id, r.from_account_id, r.last_post_id, r.created_at, r.updated_at, (
      select count(*)::int from (
        select 1 from notifications
        where account_id = ${accountId} and from_account_id = r.from_account_id and filtered
        limit 100
      ) as held
    ) as notifications
    from notification_requests as r
    where r.account_id = ${accountId} and r.id = ${id}
  `
  return request
}

/** Closes requests. @returns their senders */
export async function deleteRequests(
  sql: Runner,
  accountId: AccountId,
  ids: readonly string[],
): Promise<AccountId[]> {
  const rows = await sql<{ fromAccountId: AccountId }[]>`
    delete from notification_requests
    where account_id = ${accountId} and id = any(${[...ids]}::bigint[])
    returning from_account_id
  `
  return rows.map((row) => row.fromAccountId)
}

export async function insertPermissions(
  sql: Runner,
  accountId: AccountId,
  fromAccountIds: readonly AccountId[],
): Promise<void> {
  await sql`
    insert into notification_permissions (account_id, from_account_id)
    select ${accountId}::bigint, f.id from unnest(${[...fromAccountIds]}::bigint[]) as f (id)
    on conflict do nothing
  `
}
