import type { AccountId } from '#domain/accounts/index.ts'
import type { Sql, TransactionSql } from '#platform/db/index.ts'
import type { Place, PlaceId } from './place.ts'

type Runner = Sql | TransactionSql

/** Fields that people correct. */
export type ChangedField = 'name' | 'category' | 'position' | 'address' | 'closedOn'

/** What a field said before and says now; positions as latitude and longitude. */
export interface FieldChange {
  readonly field: ChangedField
  readonly before: unknown
  readonly after: unknown
}

/** The only SQL on place_changes. */
export interface PlaceChange {
  readonly id: string
  readonly placeId: PlaceId
  /** Null: the operator, by a command. */
  readonly actorId: AccountId | null
  readonly kind: 'corrected' | 'merged'
  /** Of a merge: the name of the place that is gone. */
  readonly changes: readonly FieldChange[]
  readonly createdAt: Date
}

export async function insertChange(sql: Runner, change: PlaceChange): Promise<void> {
  await sql`
    insert into place_changes (id, place_id, actor_id, kind, changes, created_at)
    values (
      ${change.id}, ${change.placeId}, ${change.actorId}, ${change.kind}, ${sql.json(change.changes as never)},
      ${change.createdAt}
    )
  `
}

/** The newest first. Uses place_changes_place. */
export async function selectChanges(sql: Runner, placeId: PlaceId, limit: number): Promise<PlaceChange[]> {
  return sql<PlaceChange[]>`
    select id, place_id, actor_id, kind, changes, created_at
    from place_changes
    where place_id = ${placeId}
    order by id desc
    limit ${limit}
  `
}

/** What happened to a place that is gone happened to the one that it was merged into. */
export async function moveChanges(sql: Runner, fromId: PlaceId, intoId: PlaceId): Promise<void> {
  await sql`update place_changes set place_id = ${intoId} where place_id = ${fromId}`
}

/** Which fields differ. */
export function compareFields(before: Place, after: Place): FieldChange[] {
  const values = (place: Place): Readonly<Record<ChangedField, unknown>> => ({
    name: place.name,
    category: place.category,
    position: [place.latitude, place.longitude],
    address: place.address,
    closedOn: place.closedOn?.toISOString().slice(0, 10) ?? null,
  })
  const [was, is] = [values(before), values(after)]
  return (Object.keys(was) as ChangedField[])
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({ field, before: was[field], after: is[field] }))
}
