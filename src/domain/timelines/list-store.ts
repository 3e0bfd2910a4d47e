import type { List, ListId } from '#domain/lists/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

/**
 * What the members of a list post, read when it is asked for: each member's latest by posts_account, then merged. The
 * rules of home hold (boosts only where wanted, direct posts only to whom they mention), and the list's for replies.
 */
export async function listListIds(sql: Sql | TransactionSql, list: List, page: Page): Promise<PostId[]> {
  const rows = await sql<{ id: PostId }[]>`
    select latest.id
    from list_members as m
    left join follows as f on f.follower_id = m.owner_id and f.followed_id = m.account_id
    cross join lateral (
      select p.id
      from posts as p
      where p.account_id = m.account_id
        and ${isShown(sql)}
        and ${answersFit(sql, list)}
        ${keyset(sql, 'p.id', page)}
    ) as latest
    where m.list_id = ${list.id}
    order by latest.id ${page.minId === undefined ? sql`desc` : sql`asc`}
    limit ${page.limit}
  `
  return newestFirst(page, rows).map((row) => row.id)
}

/** On which of the lists named these posts are shown, and to whom: the same rules, turned round. */
export async function listListReceivers(
  sql: Sql | TransactionSql,
  postIds: readonly PostId[],
  among: readonly ListId[],
): Promise<{ listId: ListId; postId: PostId }[]> {
  const answers = (['none', 'list', 'followed'] as const).map(
    (replies) => sql`(l.replies = ${replies} and ${answersFit(sql, { replies })})`,
  )
  return sql<{ listId: ListId; postId: PostId }[]>`
    select m.list_id, p.id as post_id
    from posts as p
    join list_members as m on m.account_id = p.account_id and m.list_id = any(${[...among]}::bigint[])
    join lists as l on l.id = m.list_id
    left join follows as f on f.follower_id = m.owner_id and f.followed_id = m.account_id
    where p.id = any(${[...postIds]}::bigint[])
      and ${isShown(sql)}
      and (${answers.map((fits, index) => (index === 0 ? fits : sql`or ${fits}`))})
  `
}

/** Of posts p, for members m and what their list's owner follows, f. */
function isShown(sql: Sql | TransactionSql) {
  return sql`
    p.deleted_at is null
    and (
      p.visibility in ('public', 'unlisted')
      or (p.visibility = 'followers' and (f.state = 'accepted' or m.account_id = m.owner_id))
      or exists (select 1 from post_mentions as a where a.post_id = p.id and a.account_id = m.owner_id)
    )
    and (p.boost_of_id is null or coalesce(f.show_boosts, true))
  `
}

/** Replies to oneself and to the owner always fit. */
function answersFit(sql: Sql | TransactionSql, list: Pick<List, 'replies'>) {
  const always = sql`
    p.reply_to_id is null
    or p.reply_to_account_id = p.account_id
    or p.reply_to_account_id = m.owner_id
  `
  switch (list.replies) {
    case 'none':
      return sql`(${always})`
    case 'list':
      return sql`(${always} or exists (
        select 1 from list_members as o where o.list_id = m.list_id and o.account_id = p.reply_to_account_id
      ))`
    case 'followed':
      return sql`(${always} or exists (
        select 1 from follows as g
        where g.follower_id = m.owner_id and g.followed_id = p.reply_to_account_id and g.state = 'accepted'
      ))`
  }
}
