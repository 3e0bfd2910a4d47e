import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { type GroupRef, spanOf } from './group.ts'
import type { Notification } from './notification.ts'

type Runner = Sql | TransactionSql

/** The members of one group, newest first. Uses the primary key. */
export async function selectMembers(
  sql: Runner,
  accountId: AccountId,
  group: GroupRef,
  page: Page,
): Promise<Notification[]> {
  const rows = await sql<Notification[]>`
    select id, account_id, kind, from_account_id, post_id, subject_id, created_at
    from notifications
    where account_id = ${accountId} and not filtered and ${isOf(sql, group)}
      ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function deleteGroup(sql: Runner, accountId: AccountId, group: GroupRef): Promise<void> {
  await sql`delete from notifications where account_id = ${accountId} and ${isOf(sql, group)}`
}

/** How many notifications each group has in all, in one query. Uses notifications_once. */
export async function countMembers(
  sql: Runner,
  accountId: AccountId,
  groups: readonly Exclude<GroupRef, { id: string }>[],
): Promise<number[]> {
  if (groups.length === 0) return []
  const rows = groups.map((group, place) => {
    const { from, to } = spanOf(group)
    return { place, kind: group.kind, post_id: group.postId, from: from.toISOString(), to: to.toISOString() }
  })
  const counts = await sql<{ count: number }[]>`
    select (
      select count(*)::int
      from notifications as n
      where n.account_id = ${accountId}
        and n.kind = g.kind
        and n.post_id is not distinct from g.post_id
        and n.created_at >= g.from and n.created_at < g.to
        and not n.filtered
    ) as count
    from jsonb_to_recordset(${sql.json(rows)})
      as g (place int, kind text, post_id bigint, "from" timestamptz, "to" timestamptz)
    order by g.place
  `
  return counts.map((row) => row.count)
}

function isOf(sql: Runner, group: GroupRef) {
  if ('id' in group) return sql`id = ${group.id}`
  const { from, to } = spanOf(group)
  return sql`
    kind = ${group.kind}
    and post_id is not distinct from ${group.postId}::bigint
    and created_at >= ${from} and created_at < ${to}
  `
}
