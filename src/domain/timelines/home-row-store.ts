import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

export type Runner = Sql | TransactionSql

/**
 * The rule of the home timeline, as rows (account, post, author, what it boosts). Uses follows_fan_out.
 * A direct post goes to followers whom it mentions. A reply goes to those who follow (or are) whom it answers. A boost
 * goes to those who want boosts; whether they have the post already, {@link hadAlready} says.
 */
export function homeRows(sql: Runner, postIds: readonly PostId[]) {
  return sql`
    select f.follower_id, p.id, p.account_id, p.boost_of_id
    from posts as p
    join follows as f on f.followed_id = p.account_id and f.state = 'accepted' and f.follower_local
    where p.id = any(${[...postIds]}::bigint[])
      and p.deleted_at is null
      and (
        p.visibility <> 'direct'
        or exists (select 1 from post_mentions as m where m.post_id = p.id and m.account_id = f.follower_id)
      )
      and (
        p.reply_to_account_id is null
        or p.reply_to_account_id = p.account_id
        or p.reply_to_account_id = f.follower_id
        or exists (
          select 1 from follows as g
          where g.follower_id = f.follower_id and g.followed_id = p.reply_to_account_id and g.state = 'accepted'
        )
      )
      and (
        f.languages is null
        or p.language is null
        or split_part(p.language, '-', 1) = any(f.languages)
        or p.language = any(f.languages)
      )
      and (p.boost_of_id is null or f.show_boosts)
  `
}

/**
 * Of the rows of a part `wanted`: what of the boosted is in those homes already. A part of its own, because homes may be
 * on other nodes than posts and follows (decision 0015). Uses the primary key.
 */
export function hadAlready(sql: Runner) {
  return sql`
    select h.account_id, h.post_id
    from home_timeline as h
    join wanted as w on w.account_id = h.account_id and w.boost_of_id = h.post_id
  `
}

/**
 * Public posts for everybody here who follows one of their tags. Uses post_tags_post and followed_tags_tag. Boosts do
 * not count: the post itself came already.
 */
export function tagRows(sql: Runner, postIds: readonly PostId[]) {
  return sql`
    select distinct f.account_id, p.id, p.account_id, null::bigint
    from posts as p
    join post_tags as t on t.post_id = p.id
    join followed_tags as f on f.tag = t.tag
    where p.id = any(${[...postIds]}::bigint[])
      and p.deleted_at is null
      and p.visibility = 'public'
      and p.boost_of_id is null
  `
}

/** Whether an exclusive list of the owner holds the author: then home does not. */
export function isOnExclusiveList(sql: Runner, ownerId: ReturnType<Runner>, authorId: ReturnType<Runner>) {
  return sql`exists (
    select 1
    from list_members as m
    join lists as l on l.id = m.list_id and l.exclusive
    where m.owner_id = ${ownerId} and m.account_id = ${authorId}
  )`
}
