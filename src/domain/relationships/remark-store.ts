import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on account_notes, endorsements and dismissed_suggestions. An empty note is none. */
export async function saveNote(
  sql: Runner,
  note: { accountId: AccountId; targetId: AccountId; note: string },
): Promise<void> {
  if (note.note === '') {
    await sql`
      delete from account_notes where account_id = ${note.accountId} and target_id = ${note.targetId}
    `
    return
  }
  await sql`
    insert into account_notes (account_id, target_id, note)
    values (${note.accountId}, ${note.targetId}, ${note.note})
    on conflict (account_id, target_id) do update set note = excluded.note, updated_at = now()
  `
}

export async function insertEndorsement(
  sql: Runner,
  endorsement: { id: string; accountId: AccountId; targetId: AccountId },
): Promise<void> {
  await sql`
    insert into endorsements (account_id, target_id, id)
    values (${endorsement.accountId}, ${endorsement.targetId}, ${endorsement.id})
    on conflict (account_id, target_id) do nothing
  `
}

export async function deleteEndorsement(
  sql: Runner,
  accountId: AccountId,
  targetId: AccountId,
): Promise<void> {
  await sql`delete from endorsements where account_id = ${accountId} and target_id = ${targetId}`
}

/** The latest first. Uses the primary key. */
export async function selectEndorsements(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<{ id: string; accountId: AccountId }[]> {
  const rows = await sql<{ id: string; accountId: AccountId }[]>`
    select id, target_id as account_id
    from endorsements
    where account_id = ${accountId} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function insertDismissal(sql: Runner, accountId: AccountId, targetId: AccountId): Promise<void> {
  await sql`
    insert into dismissed_suggestions (account_id, target_id)
    values (${accountId}, ${targetId})
    on conflict do nothing
  `
}

export async function deleteRemarksOf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from account_notes where account_id = ${accountId} or target_id = ${accountId}`
  await sql`delete from endorsements where account_id = ${accountId} or target_id = ${accountId}`
  await sql`delete from dismissed_suggestions where account_id = ${accountId} or target_id = ${accountId}`
}
