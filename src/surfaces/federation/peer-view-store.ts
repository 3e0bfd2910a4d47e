import type { Sql, TransactionSql } from '#platform/db/index.ts'

export interface PeerRow {
  readonly host: string
  readonly state: 'active' | 'failing' | 'dead'
  readonly software: string | null
  readonly softwareVersion: string | null
  readonly signature: string | null
  readonly latencyMs: number | null
  readonly failures: number
  readonly failingSince: Date | null
  readonly lastError: string | null
  readonly lastSuccessAt: Date | null
  readonly retryAt: Date | null
  readonly nodeInfoAt: Date | null
}

const columns = [
  'host',
  'state',
  'software',
  'software_version',
  'signature',
  'latency_ms',
  'failures',
  'failing_since',
  'last_error',
  'last_success_at',
  'retry_at',
  'node_info_at',
]

/** SQL on peers, for those who look. By name, after one; uses the primary key or peers_not_well. */
export async function selectPeers(
  sql: Sql,
  page: { after: string; limit: number; state?: PeerRow['state'] | undefined },
): Promise<PeerRow[]> {
  return sql<PeerRow[]>`
    select ${sql(columns)}
    from peers
    where host > ${page.after} ${page.state ? sql`and state = ${page.state}` : sql``}
    order by host
    limit ${page.limit}
  `
}

export async function selectPeerRow(sql: Sql, host: string): Promise<PeerRow | undefined> {
  const [peer] = await sql<PeerRow[]>`select ${sql(columns)} from peers where host = ${host}`
  return peer
}

/** Makes rows for hosts that were met and never written to. @returns how many */
export async function insertMet(sql: Sql, hosts: readonly string[]): Promise<number> {
  if (hosts.length === 0) return 0
  return (
    await sql`
      insert into peers (host) select * from unnest(${[...hosts]}::text[]) on conflict (host) do nothing
    `
  ).count
}

/** Hosts whose software was asked for long ago, or never. */
export async function selectUnasked(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const rows = await sql<{ host: string }[]>`
    select host from peers
    where (node_info_at is null or node_info_at < ${before}) and state = 'active'
    order by node_info_at nulls first, host
    limit ${limit}
  `
  return rows.map((row) => row.host)
}

/** What a host runs and asks for; nulls where it does not say. That it asked for arrivals once is not forgotten. */
export async function saveSoftware(
  sql: Sql,
  host: string,
  software: { name: string | null; version: string | null; wantsArrivals: boolean },
): Promise<void> {
  await sql`
    insert into peers as p (host, software, software_version, arrivals, node_info_at)
    values (
      ${host}, ${software.name}, ${software.version}, ${software.wantsArrivals ? 'wanted' : null}, now()
    )
    on conflict (host) do update
    set software = excluded.software, software_version = excluded.software_version, node_info_at = now(),
        arrivals = coalesce(excluded.arrivals, case when p.arrivals is not null then 'before' end)
  `
}

/** Forgets what was wrong with a host. @returns whether it is known */
export async function forgiveHost(sql: TransactionSql, host: string): Promise<boolean> {
  const forgiven = await sql`
    update peers
    set state = 'active', failures = 0, failing_since = null, retry_at = null, updated_at = now()
    where host = ${host}
  `
  await sql`
    delete from gone_inboxes
    where inbox like ${`https://${host.replace(/[\\%_]/g, '\\$&')}/%`}
      or inbox like ${`http://${host.replace(/[\\%_]/g, '\\$&')}/%`}
  `
  return forgiven.count > 0
}

/** How many accounts of each domain are known, follow people here, and are followed from here. Uses accounts_domain. */
export async function countPeople(
  sql: Sql,
  domains: readonly string[],
): Promise<{ domain: string; accounts: number; followers: number; following: number }[]> {
  return sql`
    select wanted.domain,
      (select count(*)::int from accounts as a where lower(a.domain) = wanted.domain) as accounts,
      (
        select count(*)::int from accounts as a
        join follows as f on f.follower_id = a.id and f.state = 'accepted'
        where lower(a.domain) = wanted.domain
      ) as followers,
      (
        select count(*)::int from accounts as a
        join follows as f on f.followed_id = a.id and f.follower_local and f.state = 'accepted'
        where lower(a.domain) = wanted.domain
      ) as following
    from unnest(${[...domains]}::text[]) as wanted (domain)
  `
}
