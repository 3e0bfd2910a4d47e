import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql } from '#platform/db/index.ts'

/** Which of these people, and only they, want to learn of crossed paths and let others learn of theirs. */
export async function selectCrossers(sql: Sql, accountIds: readonly AccountId[]): Promise<Set<AccountId>> {
  const rows = await sql<{ accountId: AccountId }[]>`
    select account_id from checkin_preferences
    where account_id = any(${[...accountIds]}::bigint[]) and crossings
  `
  return new Set(rows.map((row) => row.accountId))
}

/** Check-ins of people in a span of time that are no secret of theirs, the latest first. Uses checkins_account_time. */
export async function selectTold(
  sql: Sql,
  accountIds: readonly AccountId[],
  { from, until }: { from: Date; until: Date },
  limit: number,
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select c.post_id
    from checkins as c
    join posts as p on p.id = c.post_id and p.deleted_at is null and p.visibility <> 'direct'
    where c.account_id = any(${[...accountIds]}::bigint[]) and c.place_id is not null
      and c.arrived_at >= ${from} and c.arrived_at <= ${until}
    order by c.arrived_at desc, c.post_id desc
    limit ${limit}
  `
  return rows.map((row) => row.postId)
}
