import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page } from '#platform/db/index.ts'
import type { PostId } from './post.ts'
import type { Runner } from './post-store.ts'

/** SQL on pins and thread_mutes; a viewer's own are read with the other marks. */
export async function insertPin(
  sql: Runner,
  pin: { id: string; accountId: AccountId; postId: PostId },
): Promise<boolean> {
  const inserted = await sql`
    insert into pins (id, account_id, post_id)
    values (${pin.id}, ${pin.accountId}, ${pin.postId})
    on conflict (account_id, post_id) do nothing
  `
  return inserted.count === 1
}

/** @returns whether it was there. */
export async function deletePin(sql: Runner, accountId: AccountId, postId: PostId): Promise<boolean> {
  const deleted = await sql`delete from pins where account_id = ${accountId} and post_id = ${postId}`
  return deleted.count === 1
}

/** Locks them, so that two pins at once do not exceed the limit together. */
export async function countPins(sql: Runner, accountId: AccountId): Promise<number> {
  const pins = await sql`select 1 from pins where account_id = ${accountId} for update`
  return pins.length
}

/** Pinned last, first. Uses pins_mine. */
export async function listPins(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<{ id: string; postId: PostId }[]> {
  const rows = await sql<{ id: string; postId: PostId }[]>`
    select id, post_id from pins where account_id = ${accountId} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function deletePins(sql: Runner, postIds: readonly PostId[]): Promise<void> {
  await sql`delete from pins where post_id = any(${[...postIds]}::bigint[])`
}

export async function insertThreadMute(sql: Runner, accountId: AccountId, threadId: PostId): Promise<void> {
  await sql`
    insert into thread_mutes (account_id, thread_id) values (${accountId}, ${threadId}) on conflict do nothing
  `
}

export async function deleteThreadMute(sql: Runner, accountId: AccountId, threadId: PostId): Promise<void> {
  await sql`delete from thread_mutes where account_id = ${accountId} and thread_id = ${threadId}`
}
