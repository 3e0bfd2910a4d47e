import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** One activity as it goes to all its inboxes. */
export interface OutboxActivity {
  readonly id: string
  readonly accountId: AccountId
  readonly body: string
  /** SHA-256 of the body in base64. */
  readonly digest: string
}

/** The only SQL on outbox_activities. */
export async function insertActivity(sql: Runner, activity: OutboxActivity): Promise<void> {
  await sql`
    insert into outbox_activities (id, account_id, body, digest)
    values (${activity.id}, ${activity.accountId}, ${activity.body}, ${activity.digest})
    on conflict (id) do nothing
  `
}

export async function selectActivities(sql: Runner, ids: readonly string[]): Promise<OutboxActivity[]> {
  return sql<OutboxActivity[]>`
    select id, account_id, body, digest from outbox_activities where id = any(${[...ids]}::bigint[])
  `
}

export async function deleteActivity(sql: Runner, id: string): Promise<void> {
  await sql`delete from outbox_activities where id = ${id}`
}

/**
 * Deletes activities of more than an hour ago that no delivery waits for, dead letters included, at most 10,000 a
 * call. Reads the queue once. @returns how many were deleted.
 */
export async function pruneActivities(sql: Runner, jobKind: string): Promise<number> {
  const pruned = await sql`
    delete from outbox_activities
    where id in (
      select o.id
      from outbox_activities as o
      where o.created_at < now() - interval '1 hour'
        and not exists (
          select 1 from jobs as j where j.kind = ${jobKind} and (j.payload ->> 'activityId')::bigint = o.id
        )
        and not exists (
          select 1 from dead_jobs as d where d.kind = ${jobKind} and (d.payload ->> 'activityId')::bigint = o.id
        )
      order by o.id
      limit 10000
    )
  `
  return pruned.count
}

/** Where every other server that this one knows is reached, shared inboxes once. Reads all remote accounts. */
export async function listKnownInboxes(sql: Runner): Promise<string[]> {
  const rows = await sql<{ inbox: string }[]>`
    select distinct coalesce(shared_inbox_url, inbox_url) as inbox
    from accounts
    where domain is not null and inbox_url is not null and deleted_at is null
    limit 100000
  `
  return rows.map((row) => row.inbox)
}
