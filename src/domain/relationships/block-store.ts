import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { type Pair, pairsOf } from './pair-store.ts'
import type { Hidden, Standing } from './relationship.ts'

type Runner = Sql | TransactionSql

/** The only SQL on blocks and mutes, and what hides: also domain_blocks. @returns the block's id, new or old, and whether it is new. */
export async function insertBlock(
  sql: Runner,
  block: { id: string; blockerId: AccountId; blockedId: AccountId; uri: string | null },
): Promise<boolean> {
  const inserted = await sql`
    insert into blocks (id, blocker_id, blocked_id, uri)
    values (${block.id}, ${block.blockerId}, ${block.blockedId}, ${block.uri})
    on conflict (blocker_id, blocked_id) do nothing
  `
  return inserted.count === 1
}

export async function deleteBlock(
  sql: Runner,
  blockerId: AccountId,
  blockedId: AccountId,
): Promise<string | undefined> {
  const [block] = await sql<{ id: string }[]>`
    delete from blocks where blocker_id = ${blockerId} and blocked_id = ${blockedId} returning id
  `
  return block?.id
}

export async function isBlockedEitherWay(sql: Runner, a: AccountId, b: AccountId): Promise<boolean> {
  const rows = await sql`
    select 1 from blocks where (blocker_id = ${a} and blocked_id = ${b}) or (blocker_id = ${b} and blocked_id = ${a})
    limit 1
  `
  return rows.length > 0
}

/** Of these pairs, those of whom one blocks the other: `<follower>:<followed>`. Uses the primary key. */
export async function filterBlocked(sql: Runner, pairs: readonly Pair[]): Promise<Set<string>> {
  if (pairs.length === 0) return new Set()
  const rows = await sql<Pair[]>`
    select pair.follower_id, pair.followed_id
    from (${pairsOf(sql, pairs)}) as pair
    where exists (
        select 1 from blocks as b where b.blocker_id = pair.follower_id and b.blocked_id = pair.followed_id
      )
      or exists (
        select 1 from blocks as b where b.blocker_id = pair.followed_id and b.blocked_id = pair.follower_id
      )
  `
  return new Set(rows.map(({ followerId, followedId }) => `${followerId}:${followedId}`))
}

export async function upsertMute(
  sql: Runner,
  mute: {
    id: string
    muterId: AccountId
    mutedId: AccountId
    hideNotifications: boolean
    expiresAt: Date | null
  },
): Promise<void> {
  await sql`
    insert into mutes (id, muter_id, muted_id, hide_notifications, expires_at)
    values (${mute.id}, ${mute.muterId}, ${mute.mutedId}, ${mute.hideNotifications}, ${mute.expiresAt})
    on conflict (muter_id, muted_id) do update
    set hide_notifications = excluded.hide_notifications, expires_at = excluded.expires_at
  `
}

export async function deleteMute(sql: Runner, muterId: AccountId, mutedId: AccountId): Promise<void> {
  await sql`delete from mutes where muter_id = ${muterId} and muted_id = ${mutedId}`
}

/** An account that somebody blocks or mutes. */
export interface Held {
  readonly id: string
  readonly accountId: AccountId
  readonly expiresAt: Date | null
  readonly hideNotifications: boolean
}

/** Newest first. Uses the primary keys. */
export async function listHeld(
  sql: Runner,
  list: { of: 'blocks' | 'mutes'; accountId: AccountId },
  page: Page,
): Promise<Held[]> {
  const bounds = keyset(sql, 'id', page)
  if (list.of === 'blocks') {
    return sql`
      select id, blocked_id as account_id, null::timestamptz as expires_at, true as hide_notifications
      from blocks where blocker_id = ${list.accountId} ${bounds}
    `
  }
  return sql`
    select id, muted_id as account_id, expires_at, hide_notifications
    from mutes where muter_id = ${list.accountId} and (expires_at is null or expires_at > now()) ${bounds}
  `
}

export async function selectHidden(sql: Runner, viewerId: AccountId): Promise<Hidden> {
  const [row] = await sql<
    {
      blocked: string[]
      blocking: string[]
      muted: string[]
      mutedNotifications: string[]
      domains: string[]
    }[]
  >`
    select
      array(
        select blocked_id::text from blocks where blocker_id = ${viewerId}
        union select blocker_id::text from blocks where blocked_id = ${viewerId}
      ) as blocked,
      array(
        select blocked_id::text from blocks where blocker_id = ${viewerId}
        except select blocker_id::text from blocks where blocked_id = ${viewerId}
      ) as blocking,
      array(
        select muted_id::text from mutes
        where muter_id = ${viewerId} and (expires_at is null or expires_at > now())
      ) as muted,
      array(
        select muted_id::text from mutes
        where muter_id = ${viewerId} and hide_notifications and (expires_at is null or expires_at > now())
      ) as muted_notifications,
      array(select domain from domain_blocks where account_id = ${viewerId}) as domains
  `
  return {
    blocked: new Set(row?.blocked),
    blocking: new Set(row?.blocking),
    muted: new Set(row?.muted),
    mutedNotifications: new Set(row?.mutedNotifications),
    domains: new Set(row?.domains),
  }
}

/** One thing that keeps an account out of one viewer's sight. */
export interface Hiding {
  readonly viewerId: AccountId
  readonly accountId: AccountId
  /** A block in either direction hides everywhere; muted and domain in lists and streams. */
  readonly by: 'block' | 'mute' | 'domain'
}

/**
 * `selectHidden` turned round, for one post and many viewers: which of them is not to be shown which account.
 * One query for any number. Uses the primary keys and blocks_blocked.
 */
export async function selectHidings(
  sql: Runner,
  viewerIds: readonly AccountId[],
  accountIds: readonly AccountId[],
): Promise<Hiding[]> {
  const viewers = [...viewerIds]
  const accounts = [...accountIds]
  return sql<Hiding[]>`
    select blocker_id as viewer_id, blocked_id as account_id, 'block' as by
    from blocks
    where blocked_id = any(${accounts}::bigint[]) and blocker_id = any(${viewers}::bigint[])
    union all
    select blocked_id, blocker_id, 'block'
    from blocks
    where blocker_id = any(${accounts}::bigint[]) and blocked_id = any(${viewers}::bigint[])
    union all
    select muter_id, muted_id, 'mute'
    from mutes
    where muter_id = any(${viewers}::bigint[]) and muted_id = any(${accounts}::bigint[])
      and (expires_at is null or expires_at > now())
    union all
    select d.account_id, a.id, 'domain'
    from accounts as a
    join domain_blocks as d on d.domain = a.domain and d.account_id = any(${viewers}::bigint[])
    where a.id = any(${accounts}::bigint[])
  `
}

/** How `viewerId` stands to each account: one query for any number. */
export async function selectStandings(
  sql: Runner,
  viewerId: AccountId,
  ids: readonly AccountId[],
): Promise<Standing[]> {
  return sql<Standing[]>`
    select
      a.id as account_id,
      coalesce(f.state = 'accepted', false) as following,
      coalesce(f.state = 'requested', false) as requested,
      coalesce(f.state = 'accepted' and f.show_boosts, false) as show_boosts,
      coalesce(f.notify, false) as notify,
      f.languages,
      coalesce(r.state = 'accepted', false) as followed_by,
      coalesce(r.state = 'requested', false) as requested_by,
      b.blocker_id is not null as blocking,
      bb.blocker_id is not null as blocked_by,
      m.muter_id is not null as muting,
      coalesce(m.hide_notifications, false) as muting_notifications,
      m.expires_at as muting_expires_at,
      d.domain is not null as domain_blocking,
      e.target_id is not null as endorsed,
      coalesce(n.note, '') as note
    from accounts as a
    left join follows as f on f.follower_id = ${viewerId} and f.followed_id = a.id
    left join follows as r on r.follower_id = a.id and r.followed_id = ${viewerId}
    left join blocks as b on b.blocker_id = ${viewerId} and b.blocked_id = a.id
    left join blocks as bb on bb.blocker_id = a.id and bb.blocked_id = ${viewerId}
    left join mutes as m on m.muter_id = ${viewerId} and m.muted_id = a.id
      and (m.expires_at is null or m.expires_at > now())
    left join domain_blocks as d on d.account_id = ${viewerId} and d.domain = lower(a.domain)
    left join endorsements as e on e.account_id = ${viewerId} and e.target_id = a.id
    left join account_notes as n on n.account_id = ${viewerId} and n.target_id = a.id
    where a.id = any(${[...ids]}::bigint[])
  `
}
