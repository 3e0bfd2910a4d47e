import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Span } from './visit-store.ts'

/** The only SQL on shared_reviews, and what a review counts. */
type Runner = Sql | TransactionSql

/** A year that its owner gives away by an address that nobody guesses. */
export interface SharedReview {
  readonly accountId: AccountId
  readonly year: number
  readonly secret: string
  /** IANA: when the year begins and days end. */
  readonly timeZone: string
}

export async function insertShared(sql: Runner, shared: SharedReview): Promise<void> {
  await sql`
    insert into shared_reviews (account_id, year, secret, time_zone)
    values (${shared.accountId}, ${shared.year}, ${shared.secret}, ${shared.timeZone})
    on conflict (account_id, year) do nothing
  `
}

/** Uses the primary key. */
export async function selectShared(
  sql: Runner,
  accountId: AccountId,
  year: number,
): Promise<SharedReview | undefined> {
  const [shared] = await sql<SharedReview[]>`
    select account_id, year, secret, time_zone from shared_reviews
    where account_id = ${accountId} and year = ${year}
  `
  return shared
}

export async function deleteShared(sql: Runner, accountId: AccountId, year: number): Promise<boolean> {
  const gone = await sql`delete from shared_reviews where account_id = ${accountId} and year = ${year}`
  return gone.count > 0
}

export async function deleteSharedOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from shared_reviews where account_id = any(${[...accountIds]}::bigint[])`
}

/**
 * The check-ins of a span that may be counted for others: told to somebody, at no sensitive place, at no private venue.
 * Uses checkins_account_time.
 */
const toldBy = (
  sql: Runner,
  accountId: AccountId,
  { from, until }: Span,
  sensitive: readonly string[],
) => sql`
  from checkins as c
  join posts as p on p.id = c.post_id and p.deleted_at is null and p.visibility <> 'direct'
  join places as l on l.id = c.place_id and not l.private
  where c.account_id = ${accountId} and c.place_id is not null
    and c.arrived_at >= ${from} and c.arrived_at < ${until}
    and coalesce(l.category, '') <> all(${[...sensitive]}::text[])
`

export interface ToldNumbers {
  readonly visits: number
  readonly places: number
}

export async function countTold(
  sql: Runner,
  accountId: AccountId,
  span: Span,
  sensitive: readonly string[],
): Promise<ToldNumbers> {
  const [numbers] = await sql<ToldNumbers[]>`
    select count(*)::int as visits, count(distinct c.place_id)::int as places
    ${toldBy(sql, accountId, span, sensitive)}
  `
  return numbers ?? { visits: 0, places: 0 }
}

/** Visits by day, the earliest first. */
export async function selectToldDays(
  sql: Runner,
  accountId: AccountId,
  span: Span,
  sensitive: readonly string[],
): Promise<{ day: string; visits: number }[]> {
  return sql<{ day: string; visits: number }[]>`
    select to_char(c.arrived_at at time zone ${span.timeZone}, 'YYYY-MM-DD') as day, count(*)::int as visits
    ${toldBy(sql, accountId, span, sensitive)}
    group by day
    order by day
  `
}

/** What everybody who sees a check-in is shown of where it was, and of what kind the place is: no name, no time. */
export interface ToldSpot {
  readonly latitude: number | null
  readonly longitude: number | null
  readonly country: string | null
  readonly category: string | null
  readonly visits: number
}

/** The spots of the most visits first. */
export async function selectToldSpots(
  sql: Runner,
  accountId: AccountId,
  span: Span,
  { sensitive, limit }: { sensitive: readonly string[]; limit: number },
): Promise<ToldSpot[]> {
  return sql<ToldSpot[]>`
    select (c.shown ->> 'latitude')::float8 as latitude, (c.shown ->> 'longitude')::float8 as longitude,
      c.shown ->> 'country' as country, c.shown ->> 'category' as category, count(*)::int as visits
    ${toldBy(sql, accountId, span, sensitive)}
    group by 1, 2, 3, 4
    order by visits desc, 1, 2, 3, 4
    limit ${limit}
  `
}
