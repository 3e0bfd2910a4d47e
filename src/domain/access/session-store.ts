import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on sessions. */
export interface SessionRow {
  readonly tokenHash: Buffer
  readonly accountId: AccountId
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly expiresAt: Date
}

export async function insertSession(
  sql: Runner,
  session: SessionRow & { readonly userAgent: string | null },
): Promise<void> {
  await sql`
    insert into sessions (token_hash, account_id, user_agent, created_at, last_used_at, expires_at)
    values (
      ${session.tokenHash}, ${session.accountId}, ${session.userAgent}, ${session.createdAt}, ${session.lastUsedAt},
      ${session.expiresAt}
    )
  `
}

/** @returns a session that has not expired at `now`. */
export async function selectSession(
  sql: Runner,
  tokenHash: Buffer,
  now: Date,
): Promise<SessionRow | undefined> {
  const [session] = await sql<SessionRow[]>`
    select token_hash, account_id, created_at, last_used_at, expires_at
    from sessions
    where token_hash = ${tokenHash} and expires_at > ${now}
  `
  return session
}

export async function prolongSession(
  sql: Runner,
  tokenHash: Buffer,
  times: { lastUsedAt: Date; expiresAt: Date },
): Promise<void> {
  await sql`
    update sessions set last_used_at = ${times.lastUsedAt}, expires_at = ${times.expiresAt}
    where token_hash = ${tokenHash}
  `
}

export async function deleteSession(sql: Runner, tokenHash: Buffer): Promise<void> {
  await sql`delete from sessions where token_hash = ${tokenHash}`
}

/** Uses the index sessions_account. @param except the session that stays, if any */
export async function deleteSessionsOf(
  sql: Runner,
  accountIds: readonly AccountId[],
  except: Buffer | null = null,
): Promise<void> {
  await sql`
    delete from sessions
    where account_id = any(${[...accountIds]}::bigint[])
      and (${except}::bytea is null or token_hash <> ${except}::bytea)
  `
}

export async function deleteExpiredSessions(sql: Runner, now: Date): Promise<number> {
  return (await sql`delete from sessions where expires_at < ${now}`).count
}

/** At most a hundred that have not expired at `now`, the one used last first. Uses the index sessions_account. */
export async function selectSessionsOf(
  sql: Runner,
  accountId: AccountId,
  now: Date,
): Promise<(SessionRow & { readonly userAgent: string | null })[]> {
  return sql<(SessionRow & { readonly userAgent: string | null })[]>`
    select token_hash, account_id, user_agent, created_at, last_used_at, expires_at
    from sessions
    where account_id = ${accountId} and expires_at > ${now}
    order by last_used_at desc
    limit 100
  `
}
