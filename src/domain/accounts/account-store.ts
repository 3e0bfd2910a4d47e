import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Account, AccountId } from './account.ts'

type Runner = Sql | TransactionSql

/** An account as it is stored: its domain has not been judged yet. */
export type AccountRow = Omit<Account, 'mediaRejected'>

/** SQL on accounts, as rows: `judge-accounts` makes accounts of them. */
export const columns = [
  'id',
  'username',
  'domain',
  'kind',
  'display_name',
  'bio',
  'fields',
  'avatar_key',
  'header_key',
  'avatar_url',
  'header_url',
  'locked',
  'bot',
  'discoverable',
  'indexable',
  'hide_collections',
  'attribution_domains',
  'avatar_description',
  'header_description',
  'show_media',
  'show_media_replies',
  'show_featured',
  'uri',
  'url',
  'inbox_url',
  'shared_inbox_url',
  'outbox_url',
  'followers_url',
  'following_url',
  'featured_url',
  'also_known_as',
  'moved_to_id',
  'fetched_at',
  'suspended_at',
  'limited_at',
  'sensitised_at',
  'deleted_at',
  'created_at',
  'updated_at',
]

export async function selectAccounts(sql: Runner, ids: readonly AccountId[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  return sql<AccountRow[]>`select ${sql(columns)} from accounts where id = any(${[...ids]}::bigint[])`
}

/** Locks the row for the rest of the transaction. */
export async function lockAccount(sql: Runner, id: AccountId): Promise<AccountRow[]> {
  return sql<AccountRow[]>`select ${sql(columns)} from accounts where id = ${id} for update`
}

/** Uses the unique index accounts_handle. */
export async function selectByHandle(
  sql: Runner,
  username: string,
  domain: string | null,
): Promise<AccountRow | undefined> {
  const [account] = await sql<AccountRow[]>`
    select ${sql(columns)}
    from accounts
    where lower(username) = lower(${username}) and coalesce(lower(domain), '') = lower(${domain ?? ''})
  `
  return account
}

/** Uses the unique index accounts_uri. */
export async function selectByUri(sql: Runner, uri: string): Promise<AccountRow | undefined> {
  const [account] = await sql<AccountRow[]>`select ${sql(columns)} from accounts where uri = ${uri}`
  return account
}

/** Uses the unique index accounts_uri. */
export async function selectByUris(sql: Runner, uris: readonly string[]): Promise<AccountRow[]> {
  if (uris.length === 0) return []
  return sql<AccountRow[]>`select ${sql(columns)} from accounts where uri = any(${[...uris]}::text[])`
}

/** Accounts of this server. Uses the unique index accounts_handle. */
export async function selectLocalByNames(sql: Runner, usernames: readonly string[]): Promise<AccountRow[]> {
  if (usernames.length === 0) return []
  const names = usernames.map((name) => name.toLowerCase())
  return sql<AccountRow[]>`
    select ${sql(columns)} from accounts
    where lower(username) = any(${names}::text[]) and coalesce(lower(domain), '') = ''
  `
}

export async function insertAccount(
  sql: Runner,
  account: Pick<Account, 'id' | 'username' | 'displayName' | 'bio' | 'kind' | 'locked' | 'bot'>,
): Promise<void> {
  await sql`
    insert into accounts (id, username, display_name, bio, kind, locked, bot)
    values (
      ${account.id}, ${account.username}, ${account.displayName}, ${account.bio}, ${account.kind},
      ${account.locked}, ${account.bot}
    )
  `
  await sql`insert into account_counters (account_id) values (${account.id})`
}

export type RemoteProfile = Omit<
  Account,
  | 'id'
  | 'avatarKey'
  | 'headerKey'
  | 'movedToId'
  | 'fetchedAt'
  | 'suspendedAt'
  | 'limitedAt'
  | 'sensitisedAt'
  | 'mediaRejected'
  | 'deletedAt'
  | 'createdAt'
  | 'updatedAt'
  | 'indexable'
  | 'hideCollections'
  | 'attributionDomains'
  | 'avatarDescription'
  | 'headerDescription'
  | 'showMedia'
  | 'showMediaReplies'
  | 'showFeatured'
> & { readonly uri: string; readonly domain: string; readonly createdAt: Date | null }

/** Inserts or refreshes by uri. @returns undefined when the handle belongs to another uri already. */
export async function upsertRemote(sql: Runner, id: AccountId, profile: RemoteProfile): Promise<AccountId> {
  const row = {
    username: profile.username,
    domain: profile.domain,
    kind: profile.kind,
    display_name: profile.displayName,
    bio: profile.bio,
    fields: sql.json(profile.fields as never),
    avatar_url: profile.avatarUrl,
    header_url: profile.headerUrl,
    locked: profile.locked,
    bot: profile.bot,
    discoverable: profile.discoverable,
    uri: profile.uri,
    url: profile.url,
    inbox_url: profile.inboxUrl,
    shared_inbox_url: profile.sharedInboxUrl,
    outbox_url: profile.outboxUrl,
    followers_url: profile.followersUrl,
    following_url: profile.followingUrl,
    featured_url: profile.featuredUrl,
    also_known_as: [...profile.alsoKnownAs],
    fetched_at: new Date(),
    updated_at: new Date(),
  }
  const [saved] = await sql<{ id: AccountId }[]>`
    insert into accounts ${sql({ id, created_at: profile.createdAt ?? new Date(), ...row })}
    on conflict (uri) where uri is not null do update set ${sql(row)}
    returning id
  `
  if (!saved) throw new Error('An upsert returned no row.')
  await sql`insert into account_counters (account_id) values (${saved.id}) on conflict do nothing`
  return saved.id
}

/** Frees a handle that another uri held: the domain's own WebFinger answer has decided. */
export async function releaseHandle(
  sql: Runner,
  username: string,
  domain: string,
  exceptUri: string,
): Promise<void> {
  await sql`
    update accounts
    set username = username || '~' || id, updated_at = now()
    where lower(username) = lower(${username}) and lower(domain) = lower(${domain}) and uri <> ${exceptUri}
  `
}

export async function updateColumns(
  sql: Runner,
  id: AccountId,
  changes: Record<string, unknown>,
): Promise<void> {
  await sql`update accounts set ${sql({ ...changes, updated_at: new Date() } as never)} where id = ${id}`
}

export async function selectLocalAccounts(
  sql: Runner,
  afterId: string,
  limit: number,
): Promise<AccountRow[]> {
  return sql<AccountRow[]>`
    select ${sql(columns)}
    from accounts
    where domain is null and kind <> 'application' and id > ${afterId}
    order by id
    limit ${limit}
  `
}
