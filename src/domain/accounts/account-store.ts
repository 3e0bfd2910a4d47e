import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Account, AccountCounters, AccountId } from './account.ts'

type Runner = Sql | TransactionSql

/** The only SQL on accounts, account_keys and account_counters. */
const columns = [
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
  'deleted_at',
  'created_at',
  'updated_at',
]

export async function selectAccounts(sql: Runner, ids: readonly AccountId[]): Promise<Account[]> {
  if (ids.length === 0) return []
  return sql<Account[]>`select ${sql(columns)} from accounts where id = any(${[...ids]}::bigint[])`
}

/** Locks the row for the rest of the transaction. */
export async function lockAccount(sql: Runner, id: AccountId): Promise<Account[]> {
  return sql<Account[]>`select ${sql(columns)} from accounts where id = ${id} for update`
}

/** Uses the unique index accounts_handle. */
export async function selectByHandle(
  sql: Runner,
  username: string,
  domain: string | null,
): Promise<Account | undefined> {
  const [account] = await sql<Account[]>`
    select ${sql(columns)}
    from accounts
    where lower(username) = lower(${username}) and coalesce(lower(domain), '') = lower(${domain ?? ''})
  `
  return account
}

/** Uses the unique index accounts_uri. */
export async function selectByUri(sql: Runner, uri: string): Promise<Account | undefined> {
  const [account] = await sql<Account[]>`select ${sql(columns)} from accounts where uri = ${uri}`
  return account
}

/** Uses the unique index accounts_uri. */
export async function selectByUris(sql: Runner, uris: readonly string[]): Promise<Account[]> {
  if (uris.length === 0) return []
  return sql<Account[]>`select ${sql(columns)} from accounts where uri = any(${[...uris]}::text[])`
}

/** Accounts of this server. Uses the unique index accounts_handle. */
export async function selectLocalByNames(sql: Runner, usernames: readonly string[]): Promise<Account[]> {
  if (usernames.length === 0) return []
  const names = usernames.map((name) => name.toLowerCase())
  return sql<Account[]>`
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

export async function selectCounters(
  sql: Runner,
  ids: readonly AccountId[],
): Promise<(AccountCounters & { accountId: AccountId })[]> {
  if (ids.length === 0) return []
  return sql<(AccountCounters & { accountId: AccountId })[]>`
    select account_id, posts, followers, following, last_post_at
    from account_counters
    where account_id = any(${[...ids]}::bigint[])
  `
}

/** Adds to counters, in order of account so that concurrent batches never deadlock. */
export async function addToCounters(
  sql: Runner,
  changes: readonly {
    accountId: AccountId
    posts?: number
    followers?: number
    following?: number
    lastPostAt?: Date
  }[],
): Promise<void> {
  const sorted = [...changes].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
  for (const change of sorted) {
    await sql`
      insert into account_counters as c (account_id, posts, followers, following, last_post_at)
      values (
        ${change.accountId}, greatest(0, ${change.posts ?? 0}), greatest(0, ${change.followers ?? 0}),
        greatest(0, ${change.following ?? 0}), ${change.lastPostAt ?? null}
      )
      on conflict (account_id) do update
      set posts = greatest(0, c.posts + ${change.posts ?? 0}),
          followers = greatest(0, c.followers + ${change.followers ?? 0}),
          following = greatest(0, c.following + ${change.following ?? 0}),
          last_post_at = greatest(c.last_post_at, excluded.last_post_at)
    `
  }
}

export interface RemoteCounts {
  readonly posts: number | undefined
  readonly followers: number | undefined
  readonly following: number | undefined
}

/** Sets the counters of an account elsewhere; undefined leaves one as it is. */
export async function saveRemoteCounts(
  sql: Runner,
  accountId: AccountId,
  { posts, followers, following }: RemoteCounts,
): Promise<void> {
  await sql`
    update account_counters
    set posts = coalesce(${posts ?? null}, posts),
        followers = coalesce(${followers ?? null}, followers),
        following = coalesce(${following ?? null}, following)
    where account_id = ${accountId}
  `
}

export interface AccountKey {
  readonly accountId: AccountId
  readonly keyId: string
  readonly publicPem: string
  readonly privatePem: string | null
}

export type KeyAlgorithm = 'rsa' | 'ed25519'

export async function insertKey(
  sql: Runner,
  key: AccountKey,
  algorithm: KeyAlgorithm = 'rsa',
): Promise<void> {
  await sql`
    insert into account_keys (account_id, key_id, algorithm, public_pem, private_pem)
    values (${key.accountId}, ${key.keyId}, ${algorithm}, ${key.publicPem}, ${key.privatePem})
    on conflict (key_id) do update set public_pem = excluded.public_pem
    where account_keys.account_id = excluded.account_id and account_keys.private_pem is null
  `
}

export async function selectKey(sql: Runner, keyId: string): Promise<AccountKey | undefined> {
  const [key] = await sql<AccountKey[]>`
    select account_id, key_id, public_pem, private_pem from account_keys where key_id = ${keyId}
  `
  return key
}

export async function selectOwnKey(
  sql: Runner,
  accountId: AccountId,
  algorithm: KeyAlgorithm,
): Promise<AccountKey | undefined> {
  const [key] = await sql<AccountKey[]>`
    select account_id, key_id, public_pem, private_pem
    from account_keys
    where account_id = ${accountId} and private_pem is not null and algorithm = ${algorithm}
    order by created_at desc
    limit 1
  `
  return key
}

export async function deleteRemoteKeys(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from account_keys where account_id = ${accountId} and private_pem is null`
}

export async function selectLocalAccounts(sql: Runner, afterId: string, limit: number): Promise<Account[]> {
  return sql<Account[]>`
    select ${sql(columns)}
    from accounts
    where domain is null and kind <> 'application' and id > ${afterId}
    order by id
    limit ${limit}
  `
}

/** Accounts that want to be found. Uses account_counters_latest or accounts_directory. */
export async function selectDirectory(
  sql: Runner,
  query: { order: 'active' | 'new'; localOnly: boolean; limit: number; offset: number },
): Promise<Account[]> {
  return sql<Account[]>`
    select ${sql(columns.map((column) => `a.${column}`))}
    from accounts as a
    join account_counters as c on c.account_id = a.id
    where a.discoverable and a.suspended_at is null and a.deleted_at is null and a.moved_to_id is null
      and a.kind <> 'application'
      ${query.localOnly ? sql`and a.domain is null` : sql``}
    order by ${query.order === 'new' ? sql`a.id desc` : sql`c.last_post_at desc nulls last, c.account_id desc`}
    limit ${query.limit}
    offset ${query.offset}
  `
}

/** Domains of accounts known here, by name. One step in accounts_domain for each. */
export async function selectDomains(sql: Runner, limit: number): Promise<string[]> {
  const rows = await sql<{ domain: string }[]>`
    with recursive known (domain, n) as (
      (select lower(domain), 1 from accounts where domain is not null order by lower(domain) limit 1)
      union all
      select next.domain, known.n + 1
      from known
      cross join lateral (
        select lower(a.domain) as domain from accounts as a
        where a.domain is not null and lower(a.domain) > known.domain
        order by lower(a.domain)
        limit 1
      ) as next
      where known.n < ${limit}
    )
    select domain from known
  `
  return rows.map((row) => row.domain)
}
