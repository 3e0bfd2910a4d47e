import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { hadAlready, homeRows, isOnExclusiveList, type Runner, tagRows } from './home-row-store.ts'

/**
 * In whose home these posts are shown, of the accounts named: for those who look on. Authors see their own, and members
 * of exclusive lists are not shown.
 */
export async function listHomeReceivers(
  sql: Runner,
  postIds: readonly PostId[],
  among: readonly AccountId[],
): Promise<{ accountId: AccountId; postId: PostId }[]> {
  return sql<{ accountId: AccountId; postId: PostId }[]>`
    with wanted as materialized (
      select account_id, post_id, author_id, boost_of_id
      from (
        (${homeRows(sql, postIds)})
        union all
        (${tagRows(sql, postIds)})
        union all
        select account_id, id, account_id, null from posts where id = any(${[...postIds]}::bigint[]) and local
      ) as home (account_id, post_id, author_id, boost_of_id)
      where account_id = any(${[...among]}::bigint[])
        and not ${isOnExclusiveList(sql, sql`home.account_id`, sql`home.author_id`)}
    ), had as materialized (
      ${hadAlready(sql)}
    )
    select distinct w.account_id, w.post_id
    from wanted as w
    where not exists (select 1 from had as h where h.account_id = w.account_id and h.post_id = w.boost_of_id)
  `
}
