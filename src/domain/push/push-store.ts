import type { TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { PushSubscription } from './subscription.ts'

type Runner = Sql | TransactionSql

const columns = ['id', 'token_id', 'account_id', 'endpoint', 'p256dh', 'auth', 'standard', 'alerts', 'policy']

/** The only SQL on push_subscriptions and push_keys. A token has one subscription: a new one takes its place. */
export async function upsertSubscription(sql: Runner, one: PushSubscription): Promise<void> {
  await sql`
    insert into push_subscriptions (
      id, token_id, account_id, endpoint, p256dh, auth, standard, alerts, policy
    )
    values (
      ${one.id}, ${one.tokenId}, ${one.accountId}, ${one.endpoint}, ${one.p256dh}, ${one.auth}, ${one.standard},
      ${[...one.alerts]}, ${one.policy}
    )
    on conflict (token_id) do update set
      id = excluded.id, endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth,
      standard = excluded.standard, alerts = excluded.alerts, policy = excluded.policy, updated_at = now()
  `
}

export async function selectByToken(sql: Runner, tokenId: TokenId): Promise<PushSubscription | undefined> {
  const [one] = await sql<PushSubscription[]>`
    select ${sql(columns)} from push_subscriptions where token_id = ${tokenId}
  `
  return one
}

export async function selectById(sql: Runner, id: string): Promise<PushSubscription | undefined> {
  const [one] = await sql<PushSubscription[]>`
    select ${sql(columns)} from push_subscriptions where id = ${id}
  `
  return one
}

/** Fifty of each account at most, the newest: who has more devices has forgotten the others. */
export async function selectOfAccounts(
  sql: Runner,
  accountIds: readonly AccountId[],
): Promise<PushSubscription[]> {
  return sql<PushSubscription[]>`
    select s.*
    from unnest(${[...accountIds]}::bigint[]) as wanted (account_id)
    cross join lateral (
      select ${sql(columns)} from push_subscriptions as p
      where p.account_id = wanted.account_id
      order by p.id desc
      limit 50
    ) as s
  `
}

export async function updateSubscription(
  sql: Runner,
  tokenId: TokenId,
  changes: Pick<PushSubscription, 'alerts' | 'policy'>,
): Promise<void> {
  await sql`
    update push_subscriptions
    set alerts = ${[...changes.alerts]}, policy = ${changes.policy}, updated_at = now()
    where token_id = ${tokenId}
  `
}

export async function deleteByToken(sql: Runner, tokenId: TokenId): Promise<void> {
  await sql`delete from push_subscriptions where token_id = ${tokenId}`
}

export async function deleteById(sql: Runner, id: string): Promise<void> {
  await sql`delete from push_subscriptions where id = ${id}`
}

export async function deleteOfAccount(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from push_subscriptions where account_id = ${accountId}`
}

export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** Of two processes that start together one writes, and both read it. */
export async function keepKeys(sql: Runner, made: VapidKeys): Promise<VapidKeys> {
  await sql`
    insert into push_keys (name, public_key, private_key)
    values ('vapid', ${made.publicKey}, ${made.privateKey})
    on conflict do nothing
  `
  const [kept] = await sql<VapidKeys[]>`select public_key, private_key from push_keys where name = 'vapid'`
  if (!kept) throw new Error('The keys for push were not kept.')
  return kept
}
