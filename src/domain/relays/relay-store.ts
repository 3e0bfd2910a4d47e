import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Relay, RelayId, Subscriber } from './relay.ts'

type Runner = Sql | TransactionSql

const relayColumns = ['id', 'inbox_url', 'actor_uri', 'style', 'state', 'created_at']
const subscriberColumns = [
  'id',
  'actor_uri',
  'host',
  'inbox_url',
  'follow_uri',
  'style',
  'state',
  'created_at',
]

/** The only SQL on relays and relay_subscribers. Both are short: they are read as a whole. */
export async function selectRelays(sql: Runner, max: number): Promise<Relay[]> {
  return sql<Relay[]>`select ${sql(relayColumns)} from relays order by id limit ${max}`
}

/** @returns undefined when one with that inbox is there already */
export async function insertRelay(
  sql: Runner,
  relay: Pick<Relay, 'id' | 'inboxUrl' | 'actorUri' | 'style'>,
): Promise<Relay | undefined> {
  const [inserted] = await sql<Relay[]>`
    insert into relays (id, inbox_url, actor_uri, style)
    values (${relay.id}, ${relay.inboxUrl}, ${relay.actorUri}, ${relay.style})
    on conflict (inbox_url) do nothing
    returning ${sql(relayColumns)}
  `
  return inserted
}

export async function updateRelay(
  sql: Runner,
  id: RelayId,
  { state, actorUri }: Pick<Relay, 'state' | 'actorUri'>,
): Promise<void> {
  await sql`update relays set state = ${state}, actor_uri = ${actorUri} where id = ${id}`
}

export async function deleteRelay(sql: Runner, id: RelayId): Promise<Relay | undefined> {
  const [deleted] = await sql<Relay[]>`
    delete from relays where id = ${id} returning ${sql(relayColumns)}
  `
  return deleted
}

export async function selectSubscribers(sql: Runner, max: number): Promise<Subscriber[]> {
  return sql<Subscriber[]>`
    select ${sql(subscriberColumns)} from relay_subscribers order by id limit ${max}
  `
}

/** Locks the row for the rest of the transaction. Uses the unique index relay_subscribers_actor. */
export async function lockSubscriber(sql: Runner, actorUri: string): Promise<Subscriber | undefined> {
  const [found] = await sql<Subscriber[]>`
    select ${sql(subscriberColumns)} from relay_subscribers where actor_uri = ${actorUri} for update
  `
  return found
}

/** Inserts it, or writes what it asked with last. */
export async function upsertSubscriber(
  sql: Runner,
  one: Omit<Subscriber, 'createdAt'>,
): Promise<Subscriber | undefined> {
  const [saved] = await sql<Subscriber[]>`
    insert into relay_subscribers (id, actor_uri, host, inbox_url, follow_uri, style, state)
    values (${one.id}, ${one.actorUri}, ${one.host}, ${one.inboxUrl}, ${one.followUri}, ${one.style}, ${one.state})
    on conflict (actor_uri) do update
    set inbox_url = excluded.inbox_url, follow_uri = excluded.follow_uri, style = excluded.style,
        state = excluded.state
    returning ${sql(subscriberColumns)}
  `
  return saved
}

export async function deleteSubscriber(sql: Runner, actorUri: string): Promise<Subscriber | undefined> {
  const [deleted] = await sql<Subscriber[]>`
    delete from relay_subscribers where actor_uri = ${actorUri} returning ${sql(subscriberColumns)}
  `
  return deleted
}
