import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** What a link in a letter does. */
export type EmailPurpose = 'confirm-email' | 'reset-password'

/** The only SQL on email_tokens. */
export interface EmailTokenRow {
  readonly tokenHash: Buffer
  readonly accountId: AccountId
  readonly purpose: EmailPurpose
  readonly email: string
  readonly expiresAt: Date
}

/** Those of the same purpose go: only the newest letter counts. Uses email_tokens_account. */
export async function insertEmailToken(sql: Runner, token: EmailTokenRow): Promise<void> {
  await sql`delete from email_tokens where account_id = ${token.accountId} and purpose = ${token.purpose}`
  await sql`
    insert into email_tokens (token_hash, account_id, purpose, email, expires_at)
    values (${token.tokenHash}, ${token.accountId}, ${token.purpose}, ${token.email}, ${token.expiresAt})
  `
}

interface Asked {
  readonly tokenHash: Buffer
  readonly purpose: EmailPurpose
  readonly now: Date
}

/** Without using it up. */
export async function selectEmailToken(
  sql: Runner,
  { tokenHash, purpose, now }: Asked,
): Promise<EmailTokenRow | undefined> {
  const [token] = await sql<EmailTokenRow[]>`
    select token_hash, account_id, purpose, email, expires_at
    from email_tokens
    where token_hash = ${tokenHash} and purpose = ${purpose} and expires_at > ${now}
  `
  return token
}

/** Uses a token up: of two who come with it at the same time, one gets it. */
export async function takeEmailToken(
  sql: Runner,
  { tokenHash, purpose, now }: Asked,
): Promise<EmailTokenRow | undefined> {
  const [token] = await sql<EmailTokenRow[]>`
    delete from email_tokens
    where token_hash = ${tokenHash} and purpose = ${purpose} and expires_at > ${now}
    returning token_hash, account_id, purpose, email, expires_at
  `
  return token
}

export async function deleteEmailTokensOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from email_tokens where account_id = any(${[...accountIds]}::bigint[])`
}

/** Scans the table, which holds hours of letters. */
export async function deleteEmailTokensBefore(sql: Runner, now: Date): Promise<number> {
  return (await sql`delete from email_tokens where expires_at <= ${now}`).count
}
