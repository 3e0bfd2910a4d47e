import type { Sql } from '#platform/db/index.ts'
import type { SignatureScheme } from './signatures/index.ts'

export interface Peer {
  readonly host: string
  readonly state: 'active' | 'failing' | 'dead' | 'blocked'
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

/** @param hosts the host itself and every domain above it (R37). Uses the primary key. */
export async function isAnyBlocked(sql: Sql, hosts: readonly string[]): Promise<boolean> {
  const rows = await sql`select 1 from peers where host = any(${[...hosts]}) and state = 'blocked' limit 1`
  return rows.length > 0
}

export async function saveSignature(sql: Sql, host: string, signature: SignatureScheme): Promise<void> {
  await sql`
    insert into peers (host, signature) values (${host}, ${signature})
    on conflict (host) do update set signature = excluded.signature, updated_at = now()
  `
}

export async function saveSuccess(sql: Sql, host: string): Promise<void> {
  await sql`
    insert into peers as p (host, last_success_at) values (${host}, now())
    on conflict (host) do update
    set state = case when p.state = 'blocked' then p.state else 'active' end,
        failures = 0, last_error = null, retry_at = null, last_success_at = now(), updated_at = now()
  `
}

export async function saveFailure(sql: Sql, host: string, error: string): Promise<void> {
  await sql`
    insert into peers as p (host, state, failures, last_error) values (${host}, 'failing', 1, ${error})
    on conflict (host) do update
    set state = case when p.state in ('blocked', 'dead') then p.state else 'failing' end,
        failures = p.failures + 1, last_error = excluded.last_error, updated_at = now()
  `
}
