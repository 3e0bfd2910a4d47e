import type { AccountId } from '#domain/accounts/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'

type Runner = Sql | TransactionSql

export interface IndexedText {
  readonly postId: PostId
  readonly accountId: AccountId
  readonly text: string
  readonly language: string | null
  readonly public: boolean
  readonly flags: readonly string[]
}

/**
 * What is to be indexed of posts: their texts and what they have. Tags of HTML are no words; descriptions of pictures
 * are.
 */
export async function selectTexts(sql: Runner, ids: readonly PostId[]): Promise<IndexedText[]> {
  return sql<IndexedText[]>`
    select p.id as post_id, p.account_id, p.language, p.visibility = 'public' as public,
      concat_ws(' ', p.content_warning, coalesce(p.source, regexp_replace(p.content, '<[^>]*>', ' ', 'g')), m.texts)
        as text,
      array_remove(
        coalesce(m.kinds, '{}') || array[
          case when p.has_media then 'media' end,
          case when coalesce(p.source, '') ~ 'https?://'
            or p.content ~ '<a (?![^>]*(mention|hashtag))' then 'link' end,
          case when p.reply_to_id is not null then 'reply' end,
          case when p.sensitive then 'sensitive' end,
          case when c.post_id is not null then 'place' end
        ], null
      ) as flags
    from posts as p
    left join checkins as c on c.post_id = p.id
    left join lateral (
      select array_agg(distinct kind) as kinds, string_agg(description, ' ') as texts
      from media where post_id = p.id
    ) as m on true
    where p.id = any(${[...ids]}::bigint[]) and p.deleted_at is null and p.boost_of_id is null
  `
}

/** The words as they are and, by the language, without their endings. */
export async function upsertWords(
  sql: Runner,
  rows: readonly (Omit<IndexedText, 'text'> & { readonly words: string; readonly configuration: string })[],
): Promise<void> {
  if (rows.length === 0) return
  const given = rows.map((row) => ({
    post_id: row.postId,
    account_id: row.accountId,
    words: row.words,
    configuration: row.configuration,
    language: row.language,
    public: row.public,
    flags: row.flags,
  }))
  await sql`
    insert into post_search (post_id, account_id, words, public, language, flags)
    select post_id, account_id,
      to_tsvector('simple', words) || to_tsvector(configuration::regconfig, words),
      public, language, array(select jsonb_array_elements_text(flags))
    from jsonb_to_recordset(${sql.json(given)}) as r (
      post_id bigint, account_id bigint, words text, configuration text, public boolean, language text, flags jsonb
    )
    on conflict (post_id) do update
    set words = excluded.words, public = excluded.public, language = excluded.language, flags = excluded.flags
  `
}

export async function deleteWords(sql: Runner, ids: readonly PostId[]): Promise<void> {
  await sql`delete from post_search where post_id = any(${[...ids]}::bigint[])`
}

export interface PostCriteria {
  readonly words: string
  /** Text search configurations to read the words by, beside the words as they are. */
  readonly configurations: readonly string[]
  readonly authors: readonly AccountId[]
  readonly notAuthors: readonly AccountId[]
  readonly flags: readonly string[]
  readonly notFlags: readonly string[]
  readonly languages: readonly string[]
  readonly notLanguages: readonly string[]
  /** Cells of resolution 5 in which the shown place lies. */
  readonly cells: readonly string[] | undefined
  readonly within: 'all' | 'library' | 'public'
  /** Ids between these, both excluded. */
  readonly aboveId: string | undefined
  readonly belowId: string | undefined
  readonly limit: number
}

/** How far back one's own posts, marks and mentions are searched. */
const librarySize = 5000
const timeoutMs = 4000

/**
 * Newest first: public posts of authors who agreed to be found, and the viewer's library (own posts, those that mention
 * the viewer, that the viewer bookmarked or liked). A rare word is found by post_search_words, a frequent one by reading
 * the newest rows of the primary key: the planner chooses by the words, so they must be known to it (custom plan).
 * Who may see each post is decided after, like everywhere.
 * @throws query_canceled (57014) when a search takes too long
 */
export async function selectPostIds(
  sql: Sql,
  viewerId: AccountId,
  criteria: PostCriteria,
): Promise<PostId[]> {
  const { within, limit } = criteria
  const rows = await sql.begin(async (tx) => {
    await tx`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', ${String(timeoutMs)}, true)`
    return tx<{ id: PostId }[]>`
      select id from (
        ${within === 'library' ? sql`` : publicPart(tx, criteria)}
        ${within === 'all' ? sql`union` : sql``}
        ${within === 'public' ? sql`` : libraryPart(tx, viewerId, criteria)}
      ) as found
      order by id desc
      limit ${limit}
    `
  })
  return rows.map((row) => row.id)
}

function publicPart(sql: Runner, criteria: PostCriteria) {
  return sql`(
    select s.post_id as id
    from post_search as s
    where s.public
      and exists (
        select 1 from accounts as a
        where a.id = s.account_id and a.indexable and a.suspended_at is null and a.deleted_at is null
      )
      ${fits(sql, criteria)}
    order by s.post_id desc
    limit ${criteria.limit}
  )`
}

function libraryPart(sql: Runner, viewerId: AccountId, criteria: PostCriteria) {
  return sql`(
    select s.post_id as id
    from (
      (select id from posts where account_id = ${viewerId} and deleted_at is null order by id desc limit ${librarySize})
      union
      (select post_id from post_mentions where account_id = ${viewerId} order by post_id desc limit ${librarySize})
      union
      (select post_id from bookmarks where account_id = ${viewerId} order by id desc limit ${librarySize})
      union
      (select post_id from likes where account_id = ${viewerId} order by id desc limit ${librarySize})
    ) as mine (id)
    join post_search as s on s.post_id = mine.id
    where true ${fits(sql, criteria)}
    order by s.post_id desc
    limit ${criteria.limit}
  )`
}

function fits(sql: Runner, criteria: PostCriteria) {
  const { authors, notAuthors, flags, notFlags, languages, notLanguages, cells } = criteria
  const none = sql``
  return sql`
    ${criteria.words === '' ? none : sql`and s.words @@ ${queryOf(sql, criteria)}`}
    ${authors.length > 0 ? sql`and s.account_id = any(${[...authors]}::bigint[])` : none}
    ${notAuthors.length > 0 ? sql`and s.account_id <> all(${[...notAuthors]}::bigint[])` : none}
    ${flags.length > 0 ? sql`and s.flags @> ${[...flags]}::text[]` : none}
    ${notFlags.length > 0 ? sql`and not s.flags && ${[...notFlags]}::text[]` : none}
    ${languages.length > 0 ? sql`and split_part(s.language, '-', 1) = any(${[...languages]}::text[])` : none}
    ${notLanguages.length > 0 ? sql`and split_part(coalesce(s.language, ''), '-', 1) <> all(${[...notLanguages]}::text[])` : none}
    ${cells ? sql`and exists (select 1 from checkins as c where c.post_id = s.post_id and c.shown_h3_5 = any(${[...cells]}::bigint[]))` : none}
    ${criteria.aboveId === undefined ? none : sql`and s.post_id > ${criteria.aboveId}`}
    ${criteria.belowId === undefined ? none : sql`and s.post_id < ${criteria.belowId}`}
  `
}

function queryOf(sql: Runner, { words, configurations }: PostCriteria) {
  const read = (configuration: string) =>
    sql`websearch_to_tsquery(${configuration}::text::regconfig, ${words})`
  const all = configurations.reduce((before, one) => sql`${before} || ${read(one)}`, read('simple'))
  return sql`(${all})`
}

export interface AccountCriteria {
  readonly text: string
  readonly limit: number
  readonly offset: number
  /** Only whom the viewer follows. */
  readonly following: boolean
}

/** More names than these are not ranked: a search for one letter must not read every account. */
const ranked = 500

/**
 * Accounts whose name, display name or domain has words that begin so: whom the viewer follows first, then people of
 * this server, then by followers. Uses accounts_words.
 */
export async function selectAccountIds(
  sql: Sql,
  viewerId: AccountId | undefined,
  criteria: AccountCriteria,
): Promise<AccountId[]> {
  const words = (criteria.text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, 6)
  if (words.length === 0) return []
  const rows = await sql<{ id: AccountId }[]>`
    select found.id
    from (
      select a.id, a.domain, lower(a.username) = ${criteria.text.toLowerCase()} as exact, f.follower_id is not null as followed
      from accounts as a
      left join follows as f on f.follower_id = ${viewerId ?? null} and f.followed_id = a.id and f.state = 'accepted'
      where to_tsvector('simple', a.username || ' ' || a.display_name || ' ' || coalesce(a.domain, ''))
          @@ to_tsquery('simple', ${words.map((word) => `${word}:*`).join(' & ')})
        and a.suspended_at is null and a.deleted_at is null and a.kind <> 'application'
        ${criteria.following ? sql`and f.follower_id is not null` : sql``}
      limit ${ranked}
    ) as found
    left join account_counters as c on c.account_id = found.id
    order by found.exact desc, found.followed desc, found.domain is not null, c.followers desc nulls last, found.id
    limit ${criteria.limit}
    offset ${criteria.offset}
  `
  return rows.map((row) => row.id)
}

/** Tags that nobody may be told of are stepped over: so many at most, besides those wanted. */
const maxHiddenTags = 100

/**
 * Tags of public posts that begin so: those of the last month by use, then any other, each found by one step in the
 * index of post_tags. What only hidden or deleted posts say is nobody's to find (R13). Uses the primary keys of tag_days,
 * post_tags and posts.
 */
export async function searchTags(
  sql: Sql,
  prefix: string,
  page: { limit: number; offset: number },
): Promise<string[]> {
  const end = `${prefix}\u{10FFFF}`
  const wanted = page.limit + page.offset + maxHiddenTags
  const rows = await sql<{ tag: string }[]>`
    with recursive used as (
      select tag, sum(uses) as uses
      from tag_days
      where tag >= ${prefix} and tag < ${end}
      group by tag
      order by uses desc, tag
      limit ${wanted}
    ), every (tag, n) as (
      (select tag, 1 from post_tags where tag >= ${prefix} and tag < ${end} order by tag limit 1)
      union all
      select next.tag, every.n + 1
      from every
      cross join lateral (
        select tag from post_tags where tag > every.tag and tag < ${end} order by tag limit 1
      ) as next
      where every.n < ${wanted}
    )
    select tag
    from (
      select tag, uses from used
      union all
      select tag, 0 from every where tag not in (select tag from used)
    ) as found
    where exists (
      select 1 from post_tags as t join posts as p on p.id = t.post_id
      where t.tag = found.tag and p.visibility = 'public' and p.deleted_at is null
    )
    order by tag = ${prefix} desc, uses desc, tag
    limit ${page.limit}
    offset ${page.offset}
  `
  return rows.map((row) => row.tag)
}
