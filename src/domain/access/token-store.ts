import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AppId } from './app.ts'
import type { TokenId } from './token.ts'

type Runner = Sql | TransactionSql

/** The only SQL on oauth_codes and oauth_tokens. */
export interface CodeRow {
  readonly codeHash: Buffer
  readonly appId: AppId
  readonly accountId: AccountId
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly codeChallenge: string | null
  readonly expiresAt: Date
  readonly usedAt: Date | null
  readonly tokenId: TokenId | null
}

export async function insertCode(sql: Runner, code: Omit<CodeRow, 'usedAt' | 'tokenId'>): Promise<void> {
  await sql`
    insert into oauth_codes (code_hash, app_id, account_id, redirect_uri, scopes, code_challenge, expires_at)
    values (
      ${code.codeHash}, ${code.appId}, ${code.accountId}, ${code.redirectUri}, ${[...code.scopes]},
      ${code.codeChallenge}, ${code.expiresAt}
    )
  `
}

/** Locks the code: of two who bring it at once, one comes second. */
export async function lockCode(sql: TransactionSql, codeHash: Buffer): Promise<CodeRow | undefined> {
  const [code] = await sql<CodeRow[]>`
    select code_hash, app_id, account_id, redirect_uri, scopes, code_challenge, expires_at, used_at, token_id
    from oauth_codes
    where code_hash = ${codeHash}
    for update
  `
  return code
}

export async function markCodeUsed(
  sql: TransactionSql,
  codeHash: Buffer,
  use: { at: Date; tokenId: TokenId | null },
): Promise<void> {
  await sql`
    update oauth_codes set used_at = ${use.at}, token_id = ${use.tokenId} where code_hash = ${codeHash}
  `
}

/** Used codes stay for a while, so that a second use is noticed. */
export async function deleteCodesBefore(sql: Runner, before: Date): Promise<number> {
  return (await sql`delete from oauth_codes where expires_at < ${before}`).count
}

export async function deleteCodesOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from oauth_codes where account_id = any(${[...accountIds]}::bigint[])`
}

export interface TokenRow {
  readonly id: TokenId
  readonly tokenHash: Buffer
  readonly appId: AppId
  readonly accountId: AccountId | null
  readonly scopes: readonly string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export async function insertToken(sql: Runner, token: Omit<TokenRow, 'lastUsedAt'>): Promise<void> {
  await sql`
    insert into oauth_tokens (id, token_hash, app_id, account_id, scopes, created_at)
    values (
      ${token.id}, ${token.tokenHash}, ${token.appId}, ${token.accountId}, ${[...token.scopes]}, ${token.createdAt}
    )
  `
}

/** Uses the unique index on token_hash. @returns a token that is not revoked. */
export async function selectToken(sql: Runner, tokenHash: Buffer): Promise<TokenRow | undefined> {
  const [token] = await sql<TokenRow[]>`
    select id, token_hash, app_id, account_id, scopes, created_at, last_used_at
    from oauth_tokens
    where token_hash = ${tokenHash} and revoked_at is null
  `
  return token
}

/** Those that are not revoked and whose user is active. Uses the primary keys. */
export async function filterLive(sql: Runner, ids: readonly TokenId[]): Promise<Set<TokenId>> {
  const rows = await sql<{ id: TokenId }[]>`
    select t.id
    from oauth_tokens as t
    join users as u on u.account_id = t.account_id and u.state = 'active'
    where t.id = any(${[...ids]}::bigint[]) and t.revoked_at is null
  `
  return new Set(rows.map((row) => row.id))
}

export async function touchToken(sql: Runner, id: TokenId, at: Date): Promise<void> {
  await sql`
    update oauth_tokens set last_used_at = ${at} where id = ${id} and (last_used_at is null or last_used_at < ${at})
  `
}

export async function revokeToken(sql: Runner, id: TokenId, at: Date): Promise<void> {
  await sql`update oauth_tokens set revoked_at = ${at} where id = ${id} and revoked_at is null`
}

/** Uses the index oauth_tokens_account. */
export async function revokeTokensOf(sql: Runner, accountIds: readonly AccountId[], at: Date): Promise<void> {
  await sql`
    update oauth_tokens set revoked_at = ${at}
    where account_id = any(${[...accountIds]}::bigint[]) and revoked_at is null
  `
}

/** At most a thousand, newest first. Uses the index oauth_tokens_account. */
export async function selectTokensOf(
  sql: Runner,
  accountId: AccountId,
): Promise<Omit<TokenRow, 'tokenHash'>[]> {
  return sql<Omit<TokenRow, 'tokenHash'>[]>`
    select id, app_id, account_id, scopes, created_at, last_used_at
    from oauth_tokens
    where account_id = ${accountId} and revoked_at is null
    order by created_at desc
    limit 1000
  `
}

/** Takes back codes that an app has not yet exchanged. */
export async function deleteCodesOfApp(sql: Runner, accountId: AccountId, appId: AppId): Promise<void> {
  await sql`delete from oauth_codes where account_id = ${accountId} and app_id = ${appId}`
}
