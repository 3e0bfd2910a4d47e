import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { SignatureScheme } from './signatures/index.ts'

export interface Peer {
  readonly host: string
  readonly state: 'active' | 'failing' | 'dead'
  readonly signature: SignatureScheme | null
  readonly failures: number
}

/** The only SQL on peers. */
export async function selectPeer(sql: Sql, host: string): Promise<Peer | undefined> {
  const [peer] = await sql<Peer[]>`
    select host, state, signature, failures from peers where host = ${host}
  `
  return peer
}

export async function saveSignature(sql: Sql, host: string, signature: SignatureScheme): Promise<void> {
  await sql`
    insert into peers (host, signature) values (${host}, ${signature})
    on conflict (host) do update set signature = excluded.signature, updated_at = now()
  `
}

/**
 * @param latencyMs undefined leaves it as it is
 * @returns whether the host had failed before
 */
export async function saveSuccess(sql: Sql, host: string, latencyMs?: number): Promise<boolean> {
  const latency = latencyMs === undefined ? null : Math.round(latencyMs)
  const [before] = await sql<{ failures: number | null }[]>`
    with saved as (
      insert into peers as p (host, last_success_at, latency_ms) values (${host}, now(), ${latency})
      on conflict (host) do update
      set state = 'active', failures = 0, failing_since = null, last_error = null, retry_at = null, last_success_at = now(),
          latency_ms = coalesce(excluded.latency_ms, p.latency_ms), updated_at = now()
    )
    select failures from peers where host = ${host}
  `
  return (before?.failures ?? 0) > 0
}

/**
 * @param failure.at the present time
 * @param failure.deadAfter failures, and days since the first of them, after which the host is given up until `retryAt`
 * @returns whether it is given up
 */
export async function saveFailure(
  sql: Sql,
  host: string,
  failure: {
    readonly error: string
    readonly at: Date
    readonly retryAt: Date | null
    readonly deadAfter: { readonly failures: number; readonly days: number; readonly retryAt: Date }
  },
): Promise<boolean> {
  const { error, at, retryAt, deadAfter } = failure
  const isDead = sql`
    p.failures + 1 >= ${deadAfter.failures}
      and p.failing_since <= ${at}::timestamptz - make_interval(days => ${deadAfter.days})
  `
  const [saved] = await sql<{ state: Peer['state'] }[]>`
    insert into peers as p (host, state, failures, failing_since, last_error, retry_at)
    values (${host}, 'failing', 1, ${at}, ${error}, ${retryAt})
    on conflict (host) do update
    set state = case when ${isDead} then 'dead' else 'failing' end,
        failures = p.failures + 1,
        failing_since = coalesce(p.failing_since, excluded.failing_since),
        last_error = excluded.last_error,
        retry_at = case when ${isDead} then ${deadAfter.retryAt} else excluded.retry_at end,
        updated_at = now()
    returning state
  `
  return saved?.state === 'dead'
}

/** A host that is there, and does not want what it is sent. */
export async function saveRefusal(sql: Sql, host: string, error: string): Promise<void> {
  await sql`
    insert into peers (host, last_error) values (${host}, ${error})
    on conflict (host) do update set last_error = excluded.last_error, updated_at = now()
  `
}

/** Hosts that rest until a later time. Uses peers_not_well. */
export async function selectResting(
  sql: Sql,
  at: Date,
): Promise<{ host: string; failures: number; retryAt: Date }[]> {
  return sql<{ host: string; failures: number; retryAt: Date }[]>`
    select host, failures, retry_at
    from peers
    where state in ('failing', 'dead') and retry_at > ${at}
    order by retry_at
    limit 20000
  `
}

/** Hosts that are not well. Uses peers_not_well. */
export async function selectFailing(sql: Sql): Promise<string[]> {
  const rows = await sql<{ host: string }[]>`
    select host from peers where state in ('failing', 'dead') limit 100000
  `
  return rows.map((row) => row.host)
}

/** It has said something itself: it is there. Deliveries begin again. */
export async function saveHeard(sql: Sql, host: string): Promise<void> {
  await sql`
    update peers
    set state = 'active', failures = 0, failing_since = null, retry_at = null, updated_at = now()
    where host = ${host} and state in ('failing', 'dead')
  `
}

/** Of these hosts, those that are given up and not to be tried yet. Uses the primary key. */
export async function selectDead(
  sql: Sql | TransactionSql,
  hosts: readonly string[],
  at: Date,
): Promise<Set<string>> {
  const rows = await sql<{ host: string }[]>`
    select host from peers
    where host = any(${[...hosts]}::text[]) and state = 'dead' and retry_at > ${at}
  `
  return new Set(rows.map((row) => row.host))
}

/** Of these hosts, those that ask for arrivals, or have ever asked. Uses the primary key. */
export async function selectArrivalReaders(
  sql: Sql | TransactionSql,
  hosts: readonly string[],
  when: 'wanted' | 'ever',
): Promise<Set<string>> {
  const rows = await sql<{ host: string }[]>`
    select host from peers
    where host = any(${[...hosts]}::text[])
      and ${when === 'wanted' ? sql`arrivals = 'wanted'` : sql`arrivals is not null`}
  `
  return new Set(rows.map((row) => row.host))
}

/** The only SQL on gone_inboxes. */
export async function saveGone(sql: Sql, inbox: string): Promise<void> {
  await sql`
    insert into gone_inboxes (inbox) values (${inbox})
    on conflict (inbox) do update set since = now()
  `
}

/** Uses the primary key. */
export async function selectGone(
  sql: Sql | TransactionSql,
  inboxes: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ inbox: string }[]>`
    select inbox from gone_inboxes where inbox = any(${[...inboxes]}::text[])
  `
  return new Set(rows.map((row) => row.inbox))
}

/** Uses gone_inboxes_age. At most 10,000 a call. @returns how many were forgotten */
export async function pruneGone(sql: Sql, days: number): Promise<number> {
  const pruned = await sql`
    delete from gone_inboxes
    where inbox in (
      select inbox from gone_inboxes
      where since < now() - make_interval(days => ${days})
      order by since
      limit 10000
    )
  `
  return pruned.count
}
