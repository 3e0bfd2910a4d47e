import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Takeout, TakeoutId } from './takeout.ts'

/** The only SQL on takeouts. */
type Runner = Sql | TransactionSql

const columns = [
  'id',
  'account_id',
  'state',
  'done',
  'total',
  'size',
  'storage_key',
  'created_at',
  'ended_at',
]

/** Bytes come as text: more than 32 bits. */
type Row = Omit<Takeout, 'size'> & { readonly size: string | null }
const toTakeout = ({ size, ...row }: Row): Takeout => ({ ...row, size: size === null ? null : Number(size) })

/** @returns false where one is under way already. Uses takeouts_open. */
export async function insertTakeout(
  sql: Runner,
  takeout: Pick<Takeout, 'id' | 'accountId' | 'createdAt'>,
): Promise<boolean> {
  const made = await sql`
    insert into takeouts (id, account_id, state, created_at)
    values (${takeout.id}, ${takeout.accountId}, 'waiting', ${takeout.createdAt})
    on conflict do nothing
  `
  return made.count > 0
}

export async function selectTakeout(sql: Runner, id: TakeoutId): Promise<Takeout | undefined> {
  const [row] = await sql<Row[]>`select ${sql(columns)} from takeouts where id = ${id}`
  return row && toTakeout(row)
}

/** The latest first. Uses takeouts_account. */
export async function listTakeouts(sql: Runner, accountId: AccountId, limit: number): Promise<Takeout[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from takeouts where account_id = ${accountId} order by id desc limit ${limit}
  `
  return rows.map(toTakeout)
}

/** Uses takeouts_open. */
export async function selectOpen(sql: Runner, accountId: AccountId): Promise<Takeout | undefined> {
  const [row] = await sql<Row[]>`
    select ${sql(columns)} from takeouts
    where account_id = ${accountId} and state in ('waiting', 'working')
    order by id desc
    limit 1
  `
  return row && toTakeout(row)
}

export async function updateTakeout(
  sql: Runner,
  id: TakeoutId,
  changes: Partial<Pick<Takeout, 'state' | 'done' | 'total' | 'size' | 'storageKey' | 'endedAt'>>,
): Promise<boolean> {
  const { storageKey, endedAt, ...same } = changes
  const done = await sql`
    update takeouts set ${sql({
      ...same,
      ...(storageKey !== undefined && { storage_key: storageKey }),
      ...(endedAt !== undefined && { ended_at: endedAt }),
    })}
    where id = ${id}
  `
  return done.count > 0
}

/** The link before it, if any, works no more. */
export async function updateLink(
  sql: Runner,
  id: TakeoutId,
  { hash, until }: { hash: Buffer; until: Date },
): Promise<void> {
  await sql`update takeouts set link_hash = ${hash}, link_until = ${until} where id = ${id}`
}

/** Takes a link: it is found once. Uses takeouts_link. */
export async function takeLink(sql: Runner, hash: Buffer, at: Date): Promise<Takeout | undefined> {
  const [row] = await sql<Row[]>`
    update takeouts set link_hash = null, link_until = null
    where link_hash = ${hash} and link_until > ${at} and state = 'done'
    returning ${sql(columns)}
  `
  return row && toTakeout(row)
}

/** What nobody works at any more fails, so that another one can begin. Uses takeouts_open. */
export async function failStale(sql: Runner, { before, at }: { before: Date; at: Date }): Promise<void> {
  await sql`
    update takeouts set state = 'failed', ended_at = ${at}
    where state in ('waiting', 'working') and created_at < ${before}
  `
}

/** Those of an account before this one. */
export async function selectBefore(sql: Runner, { id, accountId }: Takeout): Promise<Takeout[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from takeouts where account_id = ${accountId} and id < ${id} order by id limit 100
  `
  return rows.map(toTakeout)
}

/** Uses takeouts_ended. */
export async function selectEndedBefore(sql: Runner, before: Date, limit: number): Promise<Takeout[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from takeouts where ended_at < ${before} order by ended_at limit ${limit}
  `
  return rows.map(toTakeout)
}

export async function selectOfAccounts(sql: Runner, accountIds: readonly AccountId[]): Promise<Takeout[]> {
  const rows = await sql<Row[]>`
    select ${sql(columns)} from takeouts where account_id = any(${[...accountIds]}::bigint[]) limit 1000
  `
  return rows.map(toTakeout)
}

export async function deleteTakeouts(sql: Runner, ids: readonly TakeoutId[]): Promise<void> {
  await sql`delete from takeouts where id = any(${[...ids]}::bigint[])`
}
