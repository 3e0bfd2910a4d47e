import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

/** The only SQL on passkeys and passkey_challenges. */
export interface PasskeyRow {
  readonly credentialId: Buffer
  readonly accountId: AccountId
  /** COSE. */
  readonly publicKey: Buffer
  readonly useCount: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

export async function insertPasskey(sql: Runner, key: Omit<PasskeyRow, 'lastUsedAt'>): Promise<boolean> {
  const inserted = await sql`
    insert into passkeys (credential_id, account_id, public_key, use_count, transports, name, created_at)
    values (
      ${key.credentialId}, ${key.accountId}, ${key.publicKey}, ${key.useCount}, ${[...key.transports]}, ${key.name},
      ${key.createdAt}
    )
    on conflict (credential_id) do nothing
  `
  return inserted.count === 1
}

/** Locks the key: of two uses at once, the second sees the count of the first. */
export async function lockPasskey(
  sql: TransactionSql,
  credentialId: Buffer,
): Promise<PasskeyRow | undefined> {
  const [key] = await sql<PasskeyRow[]>`
    select credential_id, account_id, public_key, use_count::float8, transports, name, created_at, last_used_at
    from passkeys
    where credential_id = ${credentialId}
    for update
  `
  return key
}

export async function touchPasskey(
  sql: Runner,
  credentialId: Buffer,
  use: { at: Date; useCount: number },
): Promise<void> {
  await sql`
    update passkeys set last_used_at = ${use.at}, use_count = ${use.useCount} where credential_id = ${credentialId}
  `
}

/** At most a hundred, the newest first. Uses the index passkeys_account. */
export async function selectPasskeysOf(sql: Runner, accountId: AccountId): Promise<PasskeyRow[]> {
  return sql<PasskeyRow[]>`
    select credential_id, account_id, public_key, use_count::float8, transports, name, created_at, last_used_at
    from passkeys
    where account_id = ${accountId}
    order by created_at desc
    limit 100
  `
}

export async function deletePasskey(sql: Runner, accountId: AccountId, credentialId: Buffer): Promise<void> {
  await sql`delete from passkeys where credential_id = ${credentialId} and account_id = ${accountId}`
}

export async function deletePasskeysOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from passkeys where account_id = any(${[...accountIds]}::bigint[])`
}

export async function insertChallenge(
  sql: Runner,
  challenge: { challengeHash: Buffer; accountId: AccountId | null; expiresAt: Date },
): Promise<void> {
  await sql`
    insert into passkey_challenges (challenge_hash, account_id, expires_at)
    values (${challenge.challengeHash}, ${challenge.accountId}, ${challenge.expiresAt})
  `
}

/** @returns whether it was there, for this account, and not too old: a challenge counts once */
export async function takeChallenge(
  sql: Runner,
  challenge: { challengeHash: Buffer; accountId: AccountId | null; now: Date },
): Promise<boolean> {
  const taken = await sql`
    delete from passkey_challenges
    where challenge_hash = ${challenge.challengeHash}
      and account_id is not distinct from ${challenge.accountId}::bigint
      and expires_at > ${challenge.now}
  `
  return taken.count === 1
}

export async function deleteChallengesBefore(sql: Runner, before: Date): Promise<void> {
  await sql`delete from passkey_challenges where expires_at < ${before}`
}
