import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { AppId, AppWithSecret } from './app.ts'

type Runner = Sql | TransactionSql

/** The only SQL on oauth_apps. */
const columns = [
  'id',
  'client_id',
  'client_secret_hash',
  'name',
  'website',
  'redirect_uris',
  'scopes',
  'first_party',
  'created_at',
]

export async function selectAppByClientId(sql: Runner, clientId: string): Promise<AppWithSecret | undefined> {
  const [app] = await sql<AppWithSecret[]>`
    select ${sql(columns)} from oauth_apps where client_id = ${clientId}
  `
  return app
}

export async function selectApp(sql: Runner, id: AppId): Promise<AppWithSecret | undefined> {
  const [app] = await sql<AppWithSecret[]>`select ${sql(columns)} from oauth_apps where id = ${id}`
  return app
}

export async function selectApps(sql: Runner, ids: readonly AppId[]): Promise<AppWithSecret[]> {
  return sql<AppWithSecret[]>`select ${sql(columns)} from oauth_apps where id = any(${[...ids]}::bigint[])`
}

export async function insertApp(sql: Runner, app: AppWithSecret): Promise<void> {
  await sql`
    insert into oauth_apps (
      id, client_id, client_secret_hash, name, website, redirect_uris, scopes, first_party, created_at
    )
    values (
      ${app.id}, ${app.clientId}, ${app.clientSecretHash}, ${app.name}, ${app.website}, ${[...app.redirectUris]},
      ${[...app.scopes]}, ${app.firstParty}, ${app.createdAt}
    )
  `
}

/** An app by its own address; two that come at the same time are one. */
export async function insertAdopted(sql: Runner, app: AppWithSecret): Promise<void> {
  await sql`
    insert into oauth_apps (
      id, client_id, client_secret_hash, name, website, redirect_uris, scopes, first_party, created_at
    )
    values (
      ${app.id}, ${app.clientId}, null, ${app.name}, ${app.website}, ${[...app.redirectUris]},
      ${[...app.scopes]}, false, ${app.createdAt}
    )
    on conflict (client_id) do nothing
  `
}

/** Inserts or brings up to date an app of this server by its client id. */
export async function upsertOwnApp(sql: Runner, app: AppWithSecret): Promise<AppWithSecret> {
  const [saved] = await sql<AppWithSecret[]>`
    insert into oauth_apps (
      id, client_id, client_secret_hash, name, website, redirect_uris, scopes, first_party, created_at
    )
    values (
      ${app.id}, ${app.clientId}, null, ${app.name}, ${app.website}, ${[...app.redirectUris]},
      ${[...app.scopes]}, ${app.firstParty}, ${app.createdAt}
    )
    on conflict (client_id) do update
    set name = excluded.name,
        website = excluded.website,
        redirect_uris = excluded.redirect_uris,
        scopes = excluded.scopes,
        first_party = excluded.first_party
    returning ${sql(columns)}
  `
  if (!saved) throw new Error('An upsert returned no row.')
  return saved
}
