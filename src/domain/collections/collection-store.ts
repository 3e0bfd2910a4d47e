import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import {
  type Collection,
  type CollectionId,
  type CollectionItem,
  collectionLimits,
  type ItemId,
} from './collection.ts'

type Runner = Sql | TransactionSql

const columns = [
  'id',
  'account_id',
  'name',
  'description',
  'language',
  'sensitive',
  'discoverable',
  'tag',
  'created_at',
  'updated_at',
]
const itemColumns = ['id', 'collection_id', 'account_id', 'state', 'created_at']

/** The only SQL on collections and collection_items. */
export async function insertCollection(
  sql: Runner,
  one: Omit<Collection, 'createdAt' | 'updatedAt'>,
): Promise<void> {
  await sql`
    insert into collections ${sql({
      id: one.id,
      account_id: one.accountId,
      name: one.name,
      description: one.description,
      language: one.language,
      sensitive: one.sensitive,
      discoverable: one.discoverable,
      tag: one.tag,
    })}
  `
}

export async function updateCollection(sql: Runner, one: Collection): Promise<void> {
  await sql`
    update collections
    set name = ${one.name}, description = ${one.description}, language = ${one.language},
      sensitive = ${one.sensitive}, discoverable = ${one.discoverable}, tag = ${one.tag}, updated_at = now()
    where id = ${one.id}
  `
}

export async function touchCollection(sql: Runner, id: CollectionId): Promise<void> {
  await sql`update collections set updated_at = now() where id = ${id}`
}

export async function selectCollection(sql: Runner, id: CollectionId): Promise<Collection | undefined> {
  const [found] = await sql<Collection[]>`select ${sql(columns)} from collections where id = ${id}`
  return found
}

/** Makes who changes the same collection at once wait. */
export async function lockCollection(sql: TransactionSql, id: CollectionId): Promise<Collection | undefined> {
  const [found] = await sql<Collection[]>`select ${sql(columns)} from collections where id = ${id} for update`
  return found
}

/** All of one owner, the latest first: their number is bounded. Uses collections_of_owner. */
export async function selectCollectionsOf(sql: Runner, ownerId: AccountId): Promise<Collection[]> {
  return sql<Collection[]>`
    select ${sql(columns)}
    from collections
    where account_id = ${ownerId}
    order by id desc
    limit ${collectionLimits.collections}
  `
}

/** Those that an account is in, the latest first. Uses collection_items_of_account. */
export async function selectCollectionsWith(
  sql: Runner,
  accountId: AccountId,
  { limit, offset }: { limit: number; offset: number },
): Promise<Collection[]> {
  return sql<Collection[]>`
    select ${sql(columns.map((column) => `c.${column}`))}
    from collection_items as i
    join collections as c on c.id = i.collection_id
    where i.account_id = ${accountId} and i.state = 'accepted'
    order by i.id desc
    limit ${limit}
    offset ${offset}
  `
}

/** In the order in which they were put in. Uses the unique index of collection_items. */
export async function selectItems(sql: Runner, ids: readonly CollectionId[]): Promise<CollectionItem[]> {
  if (ids.length === 0) return []
  return sql<CollectionItem[]>`
    select ${sql(itemColumns)}
    from collection_items
    where collection_id = any(${[...ids]}::bigint[])
    order by id
    limit ${ids.length * 1000}
  `
}

/** @returns false for somebody who is in it, or took themselves off */
export async function insertItem(
  sql: Runner,
  item: Pick<CollectionItem, 'id' | 'collectionId' | 'accountId'>,
): Promise<boolean> {
  const inserted = await sql`
    insert into collection_items (id, collection_id, account_id, state)
    values (${item.id}, ${item.collectionId}, ${item.accountId}, 'accepted')
    on conflict (collection_id, account_id) do nothing
  `
  return inserted.count === 1
}

export async function countItems(sql: Runner, id: CollectionId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from collection_items where collection_id = ${id} and state = 'accepted'
  `
  return row?.count ?? 0
}

export async function selectItem(sql: Runner, id: ItemId): Promise<CollectionItem | undefined> {
  const [found] = await sql<
    CollectionItem[]
  >`select ${sql(itemColumns)} from collection_items where id = ${id}`
  return found
}

/** Only who is in it: who took themselves off is remembered. */
export async function deleteItem(sql: Runner, id: ItemId): Promise<void> {
  await sql`delete from collection_items where id = ${id} and state = 'accepted'`
}

export async function revokeItem(sql: Runner, id: ItemId): Promise<void> {
  await sql`update collection_items set state = 'revoked' where id = ${id}`
}

export async function deleteCollection(sql: Runner, id: CollectionId): Promise<void> {
  await sql`delete from collection_items where collection_id = ${id}`
  await sql`delete from collections where id = ${id}`
}

/** Takes an account out of all collections of an owner. */
export async function deleteBetween(sql: Runner, ownerId: AccountId, accountId: AccountId): Promise<void> {
  await sql`
    delete from collection_items as i
    using collections as c
    where c.id = i.collection_id and c.account_id = ${ownerId} and i.account_id = ${accountId}
      and i.state = 'accepted'
  `
}

/** Collections of an account that is gone, and its places in others'. */
export async function deleteAllOf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`
    delete from collection_items
    where account_id = ${accountId}
      or collection_id in (select id from collections where account_id = ${accountId})
  `
  await sql`delete from collections where account_id = ${accountId}`
}
