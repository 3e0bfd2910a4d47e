import type { AccountId } from '#domain/accounts/index.ts'
import type { PlaceId } from '#domain/places/index.ts'
import type { PostId, Visibility } from '#domain/posts/index.ts'
import type { Sql } from '#platform/db/index.ts'

/** One own check-in at its true place. */
export interface Visit {
  readonly postId: PostId
  readonly placeId: PlaceId
  readonly arrivedAt: Date
  readonly leftAt: Date | null
  readonly verified: 'near' | 'far' | 'manual' | 'imported'
  readonly visibility: Visibility
  /** As typed. */
  readonly note: string | null
}

/** A part of a journal; several conditions hold together. */
export interface VisitFilter {
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly placeId?: PlaceId | undefined
  /** Words of the place's name or of the note. */
  readonly text?: string | undefined
  /** Only those of before this one, in the order of arrival. */
  readonly before?: { readonly arrivedAt: Date; readonly postId: PostId } | undefined
}

const visitsOf = (sql: Sql) => sql`
  select c.post_id, c.place_id, c.arrived_at, c.left_at, c.verified, p.visibility, p.source as note
  from checkins as c
  join posts as p on p.id = c.post_id and p.deleted_at is null
`

/** The latest first. Uses checkins_account_time. */
export async function selectVisits(
  sql: Sql,
  accountId: AccountId,
  filter: VisitFilter,
  limit: number,
): Promise<Visit[]> {
  const { before, from, until, placeId, text } = filter
  const like = text === undefined ? undefined : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql<Visit[]>`
    ${visitsOf(sql)}
    ${like === undefined ? sql`` : sql`join places as l on l.id = c.place_id`}
    where c.account_id = ${accountId} and c.place_id is not null
      ${from ? sql`and c.arrived_at >= ${from}` : sql``}
      ${until ? sql`and c.arrived_at < ${until}` : sql``}
      ${placeId ? sql`and c.place_id = ${placeId}` : sql``}
      ${like === undefined ? sql`` : sql`and (l.name ilike ${like} or p.source ilike ${like})`}
      ${before ? sql`and (c.arrived_at, c.post_id) < (${before.arrivedAt}, ${before.postId})` : sql``}
    order by c.arrived_at desc, c.post_id desc
    limit ${limit}
  `
}

/** Visits on the same day of earlier years, in a time zone; the latest first. Uses checkins_account_time. */
export async function selectAnniversaries(
  sql: Sql,
  accountId: AccountId,
  { timeZone, today }: { timeZone: string; today: Date },
  limit: number,
): Promise<Visit[]> {
  return sql<Visit[]>`
    ${visitsOf(sql)}
    where c.account_id = ${accountId} and c.place_id is not null
      and to_char(c.arrived_at at time zone ${timeZone}, 'MM-DD') = to_char(${today}::timestamptz at time zone ${timeZone}, 'MM-DD')
      and (c.arrived_at at time zone ${timeZone})::date < (${today}::timestamptz at time zone ${timeZone})::date
    order by c.arrived_at desc
    limit ${limit}
  `
}

export interface PlaceTotal {
  readonly placeId: PlaceId
  readonly visits: number
  readonly days: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Every place of a journal once, the most visited first. Uses checkins_account_time. */
export async function selectPlaceTotals(
  sql: Sql,
  accountId: AccountId,
  { from, until, timeZone }: Span,
  limit: number,
): Promise<PlaceTotal[]> {
  return sql<PlaceTotal[]>`
    select place_id, count(*)::int as visits,
      count(distinct (arrived_at at time zone ${timeZone})::date)::int as days,
      min(arrived_at) as first_at, max(arrived_at) as last_at
    from checkins
    where account_id = ${accountId} and place_id is not null and arrived_at >= ${from} and arrived_at < ${until}
    group by place_id
    order by visits desc, last_at desc
    limit ${limit}
  `
}

/** A part of a journal in a time zone (IANA). */
export interface Span {
  readonly from: Date
  readonly until: Date
  readonly timeZone: string
}

export interface DayTotal {
  /** `2026-11-24` */
  readonly day: string
  readonly visits: number
}

/** Days with visits, the earliest first. Uses checkins_account_time. */
export async function selectDays(sql: Sql, accountId: AccountId, span: Span): Promise<DayTotal[]> {
  return sql<DayTotal[]>`
    select to_char(arrived_at at time zone ${span.timeZone}, 'YYYY-MM-DD') as day, count(*)::int as visits
    from checkins
    where account_id = ${accountId} and place_id is not null
      and arrived_at >= ${span.from} and arrived_at < ${span.until}
    group by day
    order by day
  `
}

/** Visits by hour of the day and day of the week (1 is Monday). Uses checkins_account_time. */
export async function selectHours(
  sql: Sql,
  accountId: AccountId,
  span: Span,
): Promise<{ weekday: number; hour: number; visits: number }[]> {
  return sql<{ weekday: number; hour: number; visits: number }[]>`
    select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour, count(*)::int as visits
    from (
      select arrived_at at time zone ${span.timeZone} as local
      from checkins
      where account_id = ${accountId} and place_id is not null
        and arrived_at >= ${span.from} and arrived_at < ${span.until}
    ) as visit
    group by weekday, hour
    order by weekday, hour
  `
}
