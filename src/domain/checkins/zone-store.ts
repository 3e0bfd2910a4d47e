import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Id } from '#platform/ids/index.ts'

export type ZoneId = Id<'zone'>

/** An area in which an account's check-ins are no more exact than a town. */
export interface HomeZone {
  readonly id: ZoneId
  readonly accountId: AccountId
  readonly label: string
  /** H3 cells of resolution 8, as decimal text. */
  readonly cells: readonly string[]
}

/** The only SQL on home_zones. */
type Runner = Sql | TransactionSql

export async function insertZone(sql: Runner, zone: HomeZone): Promise<void> {
  await sql`
    insert into home_zones (id, account_id, label, cells)
    values (${zone.id}, ${zone.accountId}, ${zone.label}, ${[...zone.cells]}::bigint[])
  `
}

export async function selectZones(sql: Runner, accountIds: readonly AccountId[]): Promise<HomeZone[]> {
  if (accountIds.length === 0) return []
  return sql<HomeZone[]>`
    select id, account_id, label, cells from home_zones
    where account_id = any(${[...accountIds]}::bigint[])
    order by id
  `
}

export async function deleteZone(sql: Runner, id: ZoneId, accountId: AccountId): Promise<boolean> {
  const gone = await sql`delete from home_zones where id = ${id} and account_id = ${accountId}`
  return gone.count > 0
}

export async function deleteZonesOf(sql: Runner, accountIds: readonly AccountId[]): Promise<void> {
  await sql`delete from home_zones where account_id = any(${[...accountIds]}::bigint[])`
}
