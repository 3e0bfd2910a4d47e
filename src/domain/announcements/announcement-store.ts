import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** Said to everybody, for a time or for good. */
export interface Announcement {
  readonly id: string
  /** As typed. */
  readonly text: string
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly allDay: boolean
  readonly publishedAt: Date
  readonly updatedAt: Date
}

/** As one person finds it. */
export interface SeenAnnouncement extends Announcement {
  readonly read: boolean
  readonly reactions: readonly { readonly name: string; readonly count: number; readonly me: boolean }[]
}

const maxShown = 50

/** The only SQL on announcements, announcement_dismissals and announcement_reactions. */
export async function insertAnnouncement(
  sql: Runner,
  one: Pick<Announcement, 'id' | 'text' | 'startsAt' | 'endsAt' | 'allDay'>,
): Promise<void> {
  await sql`
    insert into announcements (id, text, starts_at, ends_at, all_day)
    values (${one.id}, ${one.text}, ${one.startsAt}, ${one.endsAt}, ${one.allDay})
  `
}

export async function deleteAnnouncement(sql: Runner, id: string): Promise<boolean> {
  const deleted = await sql`delete from announcements where id = ${id}`
  await sql`delete from announcement_dismissals where announcement_id = ${id}`
  await sql`delete from announcement_reactions where announcement_id = ${id}`
  return deleted.count === 1
}

export async function selectAll(sql: Runner): Promise<Announcement[]> {
  return sql<Announcement[]>`
    select id, text, starts_at, ends_at, all_day, published_at, updated_at
    from announcements
    order by id desc
    limit ${maxShown}
  `
}

/** Those that have not ended, newest first, with what the viewer and the others did. Uses the primary keys. */
export async function selectCurrent(
  sql: Runner,
  viewerId: AccountId,
  filter: { now: Date; withDismissed: boolean },
): Promise<SeenAnnouncement[]> {
  return sql<SeenAnnouncement[]>`
    select a.id, a.text, a.starts_at, a.ends_at, a.all_day, a.published_at, a.updated_at,
      d.account_id is not null as read,
      coalesce(
        (
          select jsonb_agg(jsonb_build_object('name', r.name, 'count', r.count, 'me', r.me) order by r.name)
          from (
            select name, count(*)::int as count, bool_or(account_id = ${viewerId}) as me
            from announcement_reactions
            where announcement_id = a.id
            group by name
          ) as r
        ),
        '[]'
      ) as reactions
    from announcements as a
    left join announcement_dismissals as d on d.announcement_id = a.id and d.account_id = ${viewerId}
    where (a.ends_at is null or a.ends_at > ${filter.now})
      ${filter.withDismissed ? sql`` : sql`and d.account_id is null`}
    order by a.id desc
    limit ${maxShown}
  `
}

export async function exists(sql: Runner, id: string): Promise<boolean> {
  return (await sql`select 1 from announcements where id = ${id}`).length === 1
}

export async function insertDismissal(sql: Runner, accountId: AccountId, id: string): Promise<void> {
  await sql`
    insert into announcement_dismissals (account_id, announcement_id)
    values (${accountId}, ${id})
    on conflict do nothing
  `
}

/** @returns false when there are `most` different ones already */
export async function insertReaction(
  sql: Runner,
  one: { id: string; name: string; accountId: AccountId; most: number },
): Promise<boolean> {
  const inserted = await sql`
    insert into announcement_reactions (announcement_id, name, account_id)
    select ${one.id}::bigint, ${one.name}, ${one.accountId}::bigint
    where (
      select count(distinct name) from announcement_reactions where announcement_id = ${one.id} and name <> ${one.name}
    ) < ${one.most}
    on conflict (announcement_id, name, account_id) do update set name = excluded.name
  `
  return inserted.count === 1
}

export async function deleteReaction(
  sql: Runner,
  one: { id: string; name: string; accountId: AccountId },
): Promise<void> {
  await sql`
    delete from announcement_reactions
    where announcement_id = ${one.id} and name = ${one.name} and account_id = ${one.accountId}
  `
}

export async function selectOne(sql: Runner, id: string): Promise<Announcement | undefined> {
  const [one] = await sql<Announcement[]>`
    select id, text, starts_at, ends_at, all_day, published_at, updated_at from announcements where id = ${id}
  `
  return one
}

/** Uses the primary key. */
export async function countReaction(sql: Runner, id: string, name: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from announcement_reactions where announcement_id = ${id} and name = ${name}
  `
  return row?.count ?? 0
}
