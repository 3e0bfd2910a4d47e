import type { AccountId } from '#domain/accounts/index.ts'
import { keyset, newestFirst, type Page, type Sql, type TransactionSql } from '#platform/db/index.ts'
import { type List, type ListId, maxLists } from './list.ts'

type Runner = Sql | TransactionSql

const columns = ['id', 'account_id', 'title', 'replies', 'exclusive']

/** The only SQL on lists and list_members. Oldest first, all of them: their number is bounded. Uses lists_mine. */
export async function selectLists(sql: Runner, ownerId: AccountId): Promise<List[]> {
  return sql<List[]>`
    select ${sql(columns)} from lists where account_id = ${ownerId} order by id limit ${maxLists}
  `
}

/** @returns undefined for a list of somebody else, too. */
export async function selectList(sql: Runner, ownerId: AccountId, id: ListId): Promise<List | undefined> {
  const [list] = await sql<List[]>`
    select ${sql(columns)} from lists where id = ${id} and account_id = ${ownerId}
  `
  return list
}

export async function countLists(sql: Runner, ownerId: AccountId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from lists where account_id = ${ownerId}
  `
  return row?.count ?? 0
}

export async function insertList(sql: Runner, list: List): Promise<void> {
  await sql`
    insert into lists (id, account_id, title, replies, exclusive)
    values (${list.id}, ${list.accountId}, ${list.title}, ${list.replies}, ${list.exclusive})
  `
}

export async function updateList(sql: Runner, list: List): Promise<void> {
  await sql`
    update lists set title = ${list.title}, replies = ${list.replies}, exclusive = ${list.exclusive}
    where id = ${list.id} and account_id = ${list.accountId}
  `
}

export async function deleteList(sql: Runner, ownerId: AccountId, id: ListId): Promise<boolean> {
  const deleted = await sql`delete from lists where id = ${id} and account_id = ${ownerId}`
  if (deleted.count === 0) return false
  await sql`delete from list_members where list_id = ${id}`
  return true
}

export interface Member {
  readonly id: string
  readonly accountId: AccountId
}

/** The latest added first. Uses the primary key of list_members. */
export async function selectMembers(sql: Runner, id: ListId, page: Page): Promise<Member[]> {
  const rows = await sql<Member[]>`
    select id, account_id from list_members where list_id = ${id} ${keyset(sql, 'id', page)}
  `
  return newestFirst(page, rows)
}

export async function countMembers(sql: Runner, id: ListId): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from list_members where list_id = ${id}
  `
  return row?.count ?? 0
}

/** @returns how many were new. */
export async function insertMembers(
  sql: Runner,
  list: Pick<List, 'id' | 'accountId'>,
  members: readonly Member[],
): Promise<number> {
  if (members.length === 0) return 0
  const rows = members.map((member) => ({
    list_id: list.id,
    owner_id: list.accountId,
    account_id: member.accountId,
    id: member.id,
  }))
  const inserted = await sql`
    insert into list_members ${sql(rows, 'list_id', 'owner_id', 'account_id', 'id')}
    on conflict (list_id, account_id) do nothing
  `
  return inserted.count
}

export async function deleteMembers(
  sql: Runner,
  id: ListId,
  accountIds: readonly AccountId[],
): Promise<void> {
  await sql`delete from list_members where list_id = ${id} and account_id = any(${[...accountIds]}::bigint[])`
}

/** Uses list_members_of_owner. */
export async function selectListsHolding(
  sql: Runner,
  ownerId: AccountId,
  accountId: AccountId,
): Promise<List[]> {
  return sql<List[]>`
    select l.id, l.account_id, l.title, l.replies, l.exclusive
    from list_members as m
    join lists as l on l.id = m.list_id
    where m.owner_id = ${ownerId} and m.account_id = ${accountId}
    order by l.id
    limit ${maxLists}
  `
}

/** Takes an account off every list of one owner. Uses list_members_of_owner. */
export async function deleteMemberships(
  sql: Runner,
  ownerId: AccountId,
  accountId: AccountId,
): Promise<void> {
  await sql`delete from list_members where owner_id = ${ownerId} and account_id = ${accountId}`
}

/** Lists of an account that is gone, and its places on others' lists. */
export async function deleteAllOf(sql: Runner, accountId: AccountId): Promise<void> {
  await sql`delete from list_members where owner_id = ${accountId} or account_id = ${accountId}`
  await sql`delete from lists where account_id = ${accountId}`
}
