import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { TrendKind } from './trend-store.ts'

/** The only SQL on trend_reviews but that of listing trends. */
export async function upsertReview(
  sql: TransactionSql,
  kind: TrendKind,
  subject: string,
  allowed: boolean,
): Promise<void> {
  await sql`
    insert into trend_reviews (kind, subject, allowed) values (${kind}, ${subject}, ${allowed})
    on conflict (kind, subject) do update set allowed = excluded.allowed, reviewed_at = now()
  `
}

export async function selectReviews(
  sql: Sql,
  kind: TrendKind,
  subjects: readonly string[],
): Promise<{ subject: string; allowed: boolean }[]> {
  if (subjects.length === 0) return []
  return sql<{ subject: string; allowed: boolean }[]>`
    select subject, allowed from trend_reviews where kind = ${kind} and subject = any(${[...subjects]}::text[])
  `
}

const mostTags = 5000

/** Tags of the last week, the most used first. Uses tag_days_day. */
export async function selectKnownTags(sql: Sql, since: string): Promise<string[]> {
  const rows = await sql<{ tag: string }[]>`
    select tag from tag_days
    where day >= ${since}::date
    group by tag
    order by sum(uses) desc, tag
    limit ${mostTags}
  `
  return rows.map((row) => row.tag)
}
