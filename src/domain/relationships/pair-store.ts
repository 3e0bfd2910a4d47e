import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

/** Who and whom. */
export interface Pair {
  readonly followerId: AccountId
  readonly followedId: AccountId
}

/** Pairs as a subquery of two columns. */
export function pairsOf(sql: Sql | TransactionSql, pairs: readonly Pair[]) {
  const rows = pairs.map((pair) => ({ follower_id: pair.followerId, followed_id: pair.followedId }))
  return sql`
    select follower_id, followed_id
    from jsonb_to_recordset(${sql.json(rows)}) as pair (follower_id bigint, followed_id bigint)
  `
}
