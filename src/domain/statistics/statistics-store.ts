import type { Sql } from '#platform/db/index.ts'

/** Scans: keep the answer for a while. */
export async function countEverything(sql: Sql): Promise<{ posts: number; peers: number }> {
  const [row] = await sql<{ posts: number; peers: number }[]>`
    select
      (select coalesce(sum(c.posts), 0) from account_counters as c join accounts as a on a.id = c.account_id
        where a.domain is null)::int as posts,
      (select count(distinct domain) from accounts where domain is not null)::int as peers
  `
  return row ?? { posts: 0, peers: 0 }
}
