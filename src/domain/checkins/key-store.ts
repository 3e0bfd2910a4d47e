import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

/** The only SQL on checkin_keys. */
type Runner = Sql | TransactionSql

/** The index that a second check-in of one key runs into. */
export const oneOfKey = 'checkin_keys_pkey'

export async function insertKey(
  sql: Runner,
  { accountId, postId, key }: { accountId: AccountId; postId: PostId; key: string },
): Promise<void> {
  await sql`insert into checkin_keys ${sql({ account_id: accountId, client_key: key, post_id: postId })}`
}

/** Uses the primary key. @returns the check-in that a key made, be it deleted since or not */
export async function selectByKey(
  sql: Runner,
  accountId: AccountId,
  key: string,
): Promise<PostId | undefined> {
  const [row] = await sql<{ postId: PostId }[]>`
    select post_id from checkin_keys where account_id = ${accountId} and client_key = ${key}
  `
  return row?.postId
}

export async function deleteKeysOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from checkin_keys where account_id = any(${[...accountIds]}::bigint[])`
}
