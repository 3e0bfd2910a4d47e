import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { type FeaturedTag, type FeaturedTagId, type FollowedTag, maxFeaturedTags } from './tag.ts'

type Runner = Sql | TransactionSql

/** The only SQL on followed_tags and featured_tags. @returns false when it is followed already. */
export async function insertFollowedTag(
  sql: Runner,
  accountId: AccountId,
  tag: FollowedTag,
): Promise<boolean> {
  const inserted = await sql`
    insert into followed_tags (account_id, tag, display, id)
    values (${accountId}, ${tag.tag}, ${tag.display}, ${tag.id})
    on conflict (account_id, tag) do nothing
  `
  return inserted.count > 0
}

export async function countFollowedTags(sql: Runner, accountId: AccountId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from followed_tags where account_id = ${accountId}
  `
  return row?.count ?? 0
}

export async function deleteFollowedTag(sql: Runner, accountId: AccountId, tag: string): Promise<boolean> {
  const deleted = await sql`delete from followed_tags where account_id = ${accountId} and tag = ${tag}`
  return deleted.count > 0
}

/** The latest followed first. Uses the primary key: an account's tags are bounded. */
export async function selectFollowedTags(
  sql: Runner,
  accountId: AccountId,
  page: Page,
): Promise<FollowedTag[]> {
  const rows = await sql<FollowedTag[]>`
    select id, tag, display from followed_tags where account_id = ${accountId} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

/** Which of these tags the account follows, and which it features: one query. */
export async function selectStandings(
  sql: Runner,
  accountId: AccountId,
  tags: readonly string[],
): Promise<{ tag: string; following: boolean; featuring: boolean }[]> {
  return sql`
    select t.tag, f.tag is not null as following, s.tag is not null as featuring
    from unnest(${[...tags]}::text[]) as t (tag)
    left join followed_tags as f on f.account_id = ${accountId} and f.tag = t.tag
    left join featured_tags as s on s.account_id = ${accountId} and s.tag = t.tag
  `
}

/** @returns false when it is featured already. */
export async function insertFeaturedTag(
  sql: Runner,
  tag: Pick<FeaturedTag, 'id' | 'accountId' | 'tag' | 'display'>,
): Promise<boolean> {
  const inserted = await sql`
    insert into featured_tags (id, account_id, tag, display)
    values (${tag.id}, ${tag.accountId}, ${tag.tag}, ${tag.display})
    on conflict (account_id, tag) do nothing
  `
  return inserted.count > 0
}

export async function deleteFeaturedTag(
  sql: Runner,
  accountId: AccountId,
  by: { id: FeaturedTagId } | { tag: string },
): Promise<boolean> {
  const which = 'id' in by ? sql`id = ${by.id}` : sql`tag = ${by.tag}`
  const deleted = await sql`delete from featured_tags where account_id = ${accountId} and ${which}`
  return deleted.count > 0
}

/** With counts of posts that everybody may see. Uses posts_account and post_tags_post: the tags are ten at most. */
export async function selectFeaturedTags(sql: Runner, accountId: AccountId): Promise<FeaturedTag[]> {
  return sql<FeaturedTag[]>`
    select s.id, s.account_id, s.tag, s.display,
      coalesce(c.posts, 0)::int as posts, c.last_post_at
    from featured_tags as s
    left join lateral (
      select count(*) as posts, max(p.created_at) as last_post_at
      from post_tags as t
      join posts as p on p.id = t.post_id
      where t.tag = s.tag and p.account_id = s.account_id
        and p.visibility in ('public', 'unlisted') and p.deleted_at is null
    ) as c on true
    where s.account_id = ${accountId}
    order by s.id
    limit ${maxFeaturedTags}
  `
}

/** The tags that an account used most in its latest posts. Uses posts_account. */
export async function selectOwnTags(
  sql: Runner,
  accountId: AccountId,
  limit: number,
): Promise<{ tag: string; display: string }[]> {
  return sql`
    select t.tag, max(t.display) as display
    from (
      select id from posts
      where account_id = ${accountId} and visibility in ('public', 'unlisted') and deleted_at is null
      order by id desc
      limit 1000
    ) as p
    join post_tags as t on t.post_id = p.id
    where not exists (select 1 from featured_tags as s where s.account_id = ${accountId} and s.tag = t.tag)
    group by t.tag
    order by count(*) desc, t.tag
    limit ${limit}
  `
}

/** Which of these tags these posts have, for the daily counts. Uses post_tags_post. */
export async function selectUses(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<{ tag: string; accountId: AccountId; day: string }[]> {
  return sql`
    select t.tag, p.account_id, to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD') as day
    from posts as p
    join post_tags as t on t.post_id = p.id
    where p.id = any(${[...postIds]}::bigint[])
      and p.visibility = 'public' and p.deleted_at is null and p.boost_of_id is null
      and p.created_at > now() - interval '7 days'
    order by t.tag, day, p.account_id
  `
}

export async function deleteAllOf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from followed_tags where account_id = ${accountId}`
  await sql`delete from featured_tags where account_id = ${accountId}`
}
