import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page } from '#platform/db/index.ts'
import { hadAlready, homeRows, isOnExclusiveList, type Runner, tagRows } from './home-row-store.ts'

/** The only SQL that writes home_timeline. */
export async function insertOwn(
  sql: Runner,
  row: { accountId: AccountId; postId: PostId; authorId: AccountId },
): Promise<void> {
  await sql`
    insert into home_timeline (account_id, post_id, author_id)
    values (${row.accountId}, ${row.postId}, ${row.authorId})
    on conflict do nothing
  `
}

/**
 * Puts posts into the home of every local follower in one statement, however many posts: once each, whatever is
 * repeated.
 * @returns whose homes changed; undefined when they are too many to name
 */
export async function fanOut(sql: Runner, postIds: readonly PostId[]): Promise<AccountId[] | undefined> {
  const [filled] = await sql<Filled[]>`
    with filled as (
      insert into home_timeline (account_id, post_id, author_id)
      select account_id, post_id, author_id
      from (${homeRows(sql, postIds)}) as r (account_id, post_id, author_id, boost_of_id)
      where ${isAwake(sql)}
      on conflict do nothing
      returning account_id
    )
    ${nameFilled(sql)}
  `
  return toNamed(filled)
}

/** The same for boosts, which leave out homes where the post itself is. */
export async function fanOutBoosts(
  sql: Runner,
  boostIds: readonly PostId[],
): Promise<AccountId[] | undefined> {
  const [filled] = await sql<Filled[]>`
    with wanted as materialized (
      select account_id, post_id, author_id, boost_of_id
      from (${homeRows(sql, boostIds)}) as r (account_id, post_id, author_id, boost_of_id)
      where ${isAwake(sql)}
    ), had as materialized (
      ${hadAlready(sql)}
    ), filled as (
      insert into home_timeline (account_id, post_id, author_id)
      select w.account_id, w.post_id, w.author_id
      from wanted as w
      where not exists (select 1 from had as h where h.account_id = w.account_id and h.post_id = w.boost_of_id)
      on conflict do nothing
      returning account_id
    )
    ${nameFilled(sql)}
  `
  return toNamed(filled)
}

/**
 * Puts public posts into the home of every local account that follows one of their tags.
 * @returns whose homes changed; undefined when they are too many to name
 */
export async function fanOutByTags(
  sql: Runner,
  postIds: readonly PostId[],
): Promise<AccountId[] | undefined> {
  const [filled] = await sql<Filled[]>`
    with filled as (
      insert into home_timeline (account_id, post_id, author_id)
      select account_id, post_id, author_id
      from (${tagRows(sql, postIds)}) as r (account_id, post_id, author_id, boost_of_id)
      where ${isAwake(sql)}
      on conflict do nothing
      returning account_id
    )
    ${nameFilled(sql)}
  `
  return toNamed(filled)
}

/** Homes that nobody has read for long are filled when they are read again. */
function isAwake(sql: Runner) {
  return sql`not exists (
    select 1 from dormant_homes as d where d.account_id = r.account_id and d.state = 'dormant'
  )`
}

interface Filled {
  readonly count: number
  readonly accountIds: AccountId[] | null
}

const namedHomes = 200

/** The end of a statement whose part `filled` wrote rows: whose they are, unless they are many. */
function nameFilled(sql: Runner) {
  return sql`
    select count(*)::int as count,
      case when count(*) <= ${namedHomes} then array_agg(account_id) end as account_ids
    from (select distinct account_id from filled) as changed
  `
}

function toNamed(filled: Filled | undefined): AccountId[] | undefined {
  return filled?.count === 0 ? [] : (filled?.accountIds ?? undefined)
}

/**
 * Takes from home what came by a tag alone: not by a follow, not by another tag, and not the account's own. Homes may be
 * on another node than tags and follows (decision 0015): each statement asks one of them.
 */
export async function removeTag(sql: Runner, accountId: AccountId, tag: string): Promise<void> {
  const rows = await sql<{ postId: PostId; authorId: AccountId }[]>`
    select post_id, author_id
    from home_timeline
    where account_id = ${accountId} and author_id <> ${accountId}
    order by post_id desc
    limit ${longestHome}
  `
  const orphans = await sql<{ postId: PostId }[]>`
    select h.post_id
    from unnest(${rows.map((row) => row.postId)}::bigint[], ${rows.map((row) => row.authorId)}::bigint[])
      as h (post_id, author_id)
    join post_tags as t on t.tag = ${tag} and t.post_id = h.post_id
    where not exists (
        select 1 from follows as f
        where f.follower_id = ${accountId} and f.followed_id = h.author_id and f.state = 'accepted'
      )
      and not exists (
        select 1
        from post_tags as o
        join followed_tags as s on s.tag = o.tag and s.account_id = ${accountId}
        where o.post_id = h.post_id
      )
  `
  if (orphans.length === 0) return
  await sql`
    delete from home_timeline
    where account_id = ${accountId} and post_id = any(${orphans.map((row) => row.postId)}::bigint[])
  `
}

/** What may pile up before homes are shortened; older rows are never read. */
const longestHome = 20_000

/** Gives a new follower the latest posts of whom they follow now. Uses posts_account. */
export async function backfill(sql: Runner, followerId: AccountId, followedId: AccountId): Promise<void> {
  await sql`
    insert into home_timeline (account_id, post_id, author_id)
    select f.follower_id, p.id, p.account_id
    from follows as f
    join lateral (
      select id, account_id
      from posts
      where account_id = f.followed_id
        and deleted_at is null
        and visibility <> 'direct'
        and (boost_of_id is null or f.show_boosts)
        and (reply_to_account_id is null or reply_to_account_id = account_id)
      order by id desc
      limit 40
    ) as p on true
    where f.follower_id = ${followerId}
      and f.followed_id = ${followedId}
      and f.state = 'accepted'
      and f.follower_local
    on conflict do nothing
  `
}

export async function removeAuthor(sql: Runner, accountId: AccountId, authorId: AccountId): Promise<void> {
  await sql`delete from home_timeline where account_id = ${accountId} and author_id = ${authorId}`
}

/** One account's home, newest first, without the members of exclusive lists. Uses the primary key. */
export async function listHomeIds(sql: Runner, accountId: AccountId, page: Page): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id
    from home_timeline
    where account_id = ${accountId}
      and not ${isOnExclusiveList(sql, sql`${accountId}::bigint`, sql`home_timeline.author_id`)}
      ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}
