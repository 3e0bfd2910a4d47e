import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

/** Direct posts that somebody wrote or is mentioned in. Uses posts_account and post_mentions_account, each in id order. */
export async function listDirectIds(
  sql: Sql | TransactionSql,
  viewerId: AccountId,
  page: Page,
): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select p.id
    from (
      (
        select p.id from posts as p
        where p.account_id = ${viewerId} and p.visibility = 'direct' and p.deleted_at is null
          ${keyset(sql, 'p.id', page)}
      )
      union
      (
        select p.id from post_mentions as m join posts as p on p.id = m.post_id
        where m.account_id = ${viewerId} and p.visibility = 'direct' and p.deleted_at is null
          ${keyset(sql, 'm.post_id', page)}
      )
    ) as p
    where true ${keyset(sql, 'p.id', page)}
  `
  return newestFirst(page, rows).map((row) => row.id)
}
