import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId } from '#domain/posts/index.ts'
import type { Sql } from '#platform/db/index.ts'

export interface Regular {
  readonly accountId: AccountId
  readonly days: number
}

/**
 * Who was at a place on the most days since a moment, of those who show it at least to their followers; of equals,
 * whoever got there first. Uses checkins_place.
 */
export async function selectRegulars(
  sql: Sql,
  placeId: PlaceId,
  { since, onlyPublic }: { since: Date; onlyPublic: boolean },
  limit: number,
): Promise<Regular[]> {
  return sql<Regular[]>`
    select account_id, count(distinct arrived_at::date)::int as days
    from checkins
    where shown_place_id = ${placeId} and precision = 'venue' and arrived_at > ${since}
      ${onlyPublic ? sql`and counted` : sql``}
    group by account_id
    having count(distinct arrived_at::date) > 1
    order by days desc, max(arrived_at), account_id
    limit ${limit}
  `
}

/** Venues where an account was on more than one day since a moment, as far as followers may know. */
export async function selectRegularPlaces(
  sql: Sql,
  accountId: AccountId,
  since: Date,
  limit: number,
): Promise<PlaceId[]> {
  const rows = await sql<{ placeId: PlaceId }[]>`
    select shown_place_id as place_id
    from checkins
    where account_id = ${accountId} and place_id is not null and arrived_at > ${since}
      and precision = 'venue' and shown_place_id is not null
    group by shown_place_id
    having count(distinct arrived_at::date) > 1
    order by count(distinct arrived_at::date) desc
    limit ${limit}
  `
  return rows.map((row) => row.placeId)
}

/** Accounts that follow and are followed. Uses follows_follower and the primary key. */
export async function selectFriends(sql: Sql, accountId: AccountId, limit: number): Promise<AccountId[]> {
  const rows = await sql<{ id: AccountId }[]>`
    select f.followed_id as id
    from follows as f
    join follows as b on b.follower_id = f.followed_id and b.followed_id = f.follower_id and b.state = 'accepted'
    where f.follower_id = ${accountId} and f.state = 'accepted'
    order by f.id desc
    limit ${limit}
  `
  return rows.map((row) => row.id)
}

export interface Score {
  readonly accountId: AccountId
  readonly visits: number
  /** Visits to places where the account had not been before, as far as its followers may know. */
  readonly firsts: number
}

/**
 * What accounts did in a span of time, as far as their followers may know: not at sensitive places, nor what they told
 * nobody. Uses checkins_account_time and checkins_account_place.
 */
export async function selectScores(
  sql: Sql,
  accountIds: readonly AccountId[],
  { from, until, sensitive }: { from: Date; until: Date; sensitive: readonly string[] },
): Promise<Score[]> {
  return sql<Score[]>`
    select c.account_id, count(*)::int as visits,
      (count(*) filter (where not exists (
        select from checkins as e
        join posts as ep on ep.id = e.post_id and ep.deleted_at is null and ep.visibility <> 'direct'
        where e.account_id = c.account_id and e.place_id = c.place_id and (e.arrived_at, e.post_id) < (c.arrived_at, c.post_id)
      )))::int as firsts
    from checkins as c
    join posts as p on p.id = c.post_id and p.deleted_at is null and p.visibility <> 'direct'
    join places as l on l.id = c.place_id and not l.private
    where c.account_id = any(${[...accountIds]}::bigint[]) and c.place_id is not null
      and c.arrived_at >= ${from} and c.arrived_at < ${until}
      and coalesce(l.category, '') <> all(${[...sensitive]}::text[])
    group by c.account_id
    order by count(*) desc
  `
}

/** The latest check-in of each account since a moment. Uses checkins_account. */
export async function selectLatest(
  sql: Sql,
  accountIds: readonly AccountId[],
  since: Date,
): Promise<PostId[]> {
  const rows = await sql<{ postId: PostId }[]>`
    select latest.post_id
    from unnest(${[...accountIds]}::bigint[]) as friend (id)
    cross join lateral (
      select post_id from checkins where account_id = friend.id and arrived_at > ${since}
      order by post_id desc limit 1
    ) as latest
  `
  return rows.map((row) => row.postId)
}

export interface Trend {
  readonly placeId: PlaceId
  readonly people: number
  /** Check-ins of the day against the place's own usual day. */
  readonly rise: number
}

/**
 * Venues where more happens than on their own usual day, from public check-ins of three people or more. The usual is
 * the mean of 28 days before; one is added on both sides, so that two against none is no sensation.
 * Uses checkins_counted_time and checkins_counted.
 */
export async function selectTrends(
  sql: Sql,
  { from, until, cells }: { from: Date; until: Date; cells: readonly string[] | undefined },
  limit: number,
): Promise<Trend[]> {
  return sql<Trend[]>`
    with today as (
      select shown_place_id as place_id, count(distinct account_id)::int as people, count(*)::int as visits
      from checkins
      where counted and precision = 'venue' and arrived_at > ${from} and arrived_at <= ${until}
        ${cells ? sql`and shown_h3_5 = any(${[...cells]}::bigint[])` : sql``}
      group by shown_place_id
      having count(distinct account_id) >= 3
    )
    select today.place_id, today.people, ((today.visits + 1) / (usual.visits + 1))::float8 as rise
    from today
    cross join lateral (
      select count(*)::float8 / 28 as visits from checkins
      where counted and shown_place_id = today.place_id
        and arrived_at > ${from}::timestamptz - interval '28 days' and arrived_at <= ${from}
    ) as usual
    order by rise desc, people desc
    limit ${limit}
  `
}
