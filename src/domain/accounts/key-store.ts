import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AccountId } from './account.ts'

type Runner = Sql | TransactionSql

export interface AccountKey {
  readonly accountId: AccountId
  readonly keyId: string
  readonly publicPem: string
  readonly privatePem: string | null
}

export type KeyAlgorithm = 'rsa' | 'ed25519'

/** The only SQL on account_keys. */
export async function insertKey(
  sql: Runner,
  key: AccountKey,
  algorithm: KeyAlgorithm = 'rsa',
  madeAt?: Date,
): Promise<void> {
  await sql`
    insert into account_keys (account_id, key_id, algorithm, public_pem, private_pem, created_at)
    values (
      ${key.accountId}, ${key.keyId}, ${algorithm}, ${key.publicPem}, ${key.privatePem},
      coalesce(${madeAt ?? null}, now())
    )
    on conflict (key_id) do update set public_pem = excluded.public_pem
    where account_keys.account_id = excluded.account_id and account_keys.private_pem is null
  `
}

export async function selectKey(sql: Runner, keyId: string): Promise<AccountKey | undefined> {
  const [key] = await sql<AccountKey[]>`
    select account_id, key_id, public_pem, private_pem from account_keys where key_id = ${keyId}
  `
  return key
}

export async function selectOwnKey(
  sql: Runner,
  accountId: AccountId,
  algorithm: KeyAlgorithm,
): Promise<AccountKey | undefined> {
  const [key] = await sql<AccountKey[]>`
    select account_id, key_id, public_pem, private_pem
    from account_keys
    where account_id = ${accountId} and private_pem is not null and algorithm = ${algorithm}
    order by created_at desc
    limit 1
  `
  return key
}

/** All of one algorithm, the newest first. Uses account_keys_account. */
export async function selectOwnKeys(
  sql: Runner,
  accountId: AccountId,
  algorithm: KeyAlgorithm,
): Promise<AccountKey[]> {
  return sql<AccountKey[]>`
    select account_id, key_id, public_pem, private_pem
    from account_keys
    where account_id = ${accountId} and private_pem is not null and algorithm = ${algorithm}
    order by created_at desc
    limit 10
  `
}

/** Deletes signing keys in whose place another one has stood since before then. Reads all keys. @returns how many */
export async function deleteReplacedKeys(sql: Runner, before: Date): Promise<number> {
  const deleted = await sql`
    delete from account_keys as old
    where old.private_pem is not null and old.algorithm = 'rsa'
      and exists (
        select 1
        from account_keys as newer
        where newer.account_id = old.account_id and newer.private_pem is not null and newer.algorithm = 'rsa'
          and newer.created_at > old.created_at and newer.created_at < ${before}
      )
  `
  return deleted.count
}

export async function deleteRemoteKeys(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from account_keys where account_id = ${accountId} and private_pem is null`
}
