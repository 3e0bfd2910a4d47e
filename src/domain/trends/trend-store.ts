import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

export type TrendKind = 'tag' | 'post' | 'link' | 'place'

/** The only SQL on trends and post_links. The highest score first. Uses trends_by_score. */
export async function selectTrends(
  sql: Runner,
  kind: TrendKind,
  page: { limit: number; offset: number },
  which: 'allowed' | 'all' = 'allowed',
): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    select subject from trends as t
    where kind = ${kind}
      ${
        which === 'all'
          ? sql``
          : sql`and not exists (
        select 1 from trend_reviews as r where r.kind = t.kind and r.subject = t.subject and not r.allowed
      )`
      }
    order by score desc, subject
    limit ${page.limit}
    offset ${page.offset}
  `
  return rows.map((row) => row.subject)
}

export async function deleteTrends(sql: Runner): Promise<void> {
  await sql`delete from trends`
}

/** Tags that more people use now than in the week before; the lead halves in twelve hours. Uses tag_days_day. */
export async function computeTags(sql: Runner, now: Date): Promise<void> {
  await sql`
    insert into trends (kind, subject, score)
    select 'tag', tag, power(recent, 2) / (usual + 1) as score
    from (
      select d.tag,
        coalesce(sum(d.accounts) filter (where d.day = n.today), 0)
          + coalesce(sum(d.accounts) filter (where d.day = n.today - 1), 0) * power(0.5, n.hours / 12) as recent,
        coalesce(sum(d.accounts) filter (where d.day < n.today - 1), 0) / 6.0 as usual
      from (
        select (${now}::timestamptz at time zone 'UTC')::date as today,
          extract(hour from ${now}::timestamptz at time zone 'UTC') as hours
      ) as n
      join tag_days as u on u.day >= n.today - 1 and u.accounts >= 1
      join tag_days as d on d.tag = u.tag and d.day >= n.today - 7 and u.day = (
        select max(day) from tag_days as l where l.tag = u.tag and l.day >= n.today - 1
      )
      group by d.tag, n.today, n.hours
    ) as used
    where recent >= 2
    order by score desc
    limit 100
  `
}

const latestPosts = 50_000

/** Posts of three days that people like and boost; a mark counts half after six hours. Uses posts_public. */
export async function computePosts(sql: Runner, now: Date): Promise<void> {
  await sql`
    insert into trends (kind, subject, score)
    select 'post', p.id::text,
      (c.likes + 2 * c.boosts) * power(0.5, extract(epoch from ${now}::timestamptz - p.created_at) / 21600) as score
    from (
      select id, account_id, created_at, sensitive, reply_to_id
      from posts
      where visibility = 'public' and deleted_at is null and boost_of_id is null
      order by id desc
      limit ${latestPosts}
    ) as p
    join post_counters as c on c.post_id = p.id
    join accounts as a on a.id = p.account_id
    where p.created_at > ${now}::timestamptz - interval '3 days'
      and c.likes + c.boosts >= 2
      and p.reply_to_id is null and not p.sensitive
      and a.discoverable and a.suspended_at is null and a.limited_at is null and a.deleted_at is null
    order by score desc
    limit 200
  `
}

/** Links that at least two accounts shared in three days; a sharing counts half after twelve hours. */
export async function computeLinks(sql: Runner, now: Date, sinceId: string): Promise<void> {
  await sql`
    insert into trends (kind, subject, score)
    select 'link', url, sum(weight) as score
    from (
      select l.url, l.account_id,
        max(power(0.5, extract(epoch from ${now}::timestamptz - p.created_at) / 43200)) as weight
      from (select url, post_id, account_id from post_links where post_id > ${sinceId} limit ${latestPosts}) as l
      join posts as p on p.id = l.post_id and p.visibility = 'public' and p.deleted_at is null
      join accounts as a on a.id = l.account_id
        and a.discoverable and a.suspended_at is null and a.limited_at is null and a.deleted_at is null
      group by l.url, l.account_id
    ) as shared
    group by url
    having count(*) >= 2
    order by score desc
    limit 100
  `
}

/** Places where at least three people checked in publicly within a week; a visit counts half after a day. */
export async function computePlaces(sql: Runner, now: Date, sinceId: string): Promise<void> {
  await sql`
    insert into trends (kind, subject, score)
    select 'place', place_id::text, sum(weight) as score
    from (
      select c.shown_place_id as place_id, c.account_id,
        max(power(0.5, extract(epoch from ${now}::timestamptz - p.created_at) / 86400)) as weight
      from checkins as c
      join posts as p on p.id = c.post_id and p.visibility = 'public' and p.deleted_at is null
      where c.counted and c.shown_place_id is not null and c.post_id > ${sinceId}
      group by c.shown_place_id, c.account_id
    ) as visits
    group by place_id
    having count(*) >= 3
    order by score desc
    limit 100
  `
}

/** Public posts' texts, to find their links. */
export async function selectContents(
  sql: Runner,
  ids: readonly PostId[],
): Promise<{ postId: PostId; accountId: AccountId; source: string | null; content: string }[]> {
  return sql`
    select id as post_id, account_id, source, content
    from posts
    where id = any(${[...ids]}::bigint[]) and visibility = 'public' and deleted_at is null and boost_of_id is null
  `
}

export async function insertLinks(
  sql: Runner,
  links: readonly { url: string; postId: PostId; accountId: string }[],
): Promise<void> {
  if (links.length === 0) return
  await sql`
    insert into post_links ${sql(links.map((link) => ({ url: link.url, post_id: link.postId, account_id: link.accountId })))}
    on conflict do nothing
  `
}

export async function deleteLinks(sql: Runner, ids: readonly PostId[]): Promise<void> {
  await sql`delete from post_links where post_id = any(${[...ids]}::bigint[])`
}

/** Posts with a link, newest first. Uses the primary key. */
export async function selectLinkPosts(sql: Runner, url: string, page: Page): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select post_id from post_links where url = ${url} ${keyset(sql, 'post_id', page)}
  `
  return newestFirst(page, rows).map((row) => row.postId)
}

/** How often links were shared on each of the last days (UTC). */
export async function selectLinkDays(
  sql: Runner,
  urls: readonly string[],
  sinceId: string,
): Promise<{ url: string; day: string; uses: number; accounts: number }[]> {
  if (urls.length === 0) return []
  return sql`
    select l.url, to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      count(*)::int as uses, count(distinct l.account_id)::int as accounts
    from post_links as l
    join posts as p on p.id = l.post_id and p.visibility = 'public' and p.deleted_at is null
    where l.url = any(${[...urls]}::text[]) and l.post_id > ${sinceId}
    group by l.url, day
  `
}
