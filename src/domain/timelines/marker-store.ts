import type { AccountId } from '#domain/accounts/index.ts'
import type { Database } from '#platform/db/index.ts'

/** How far an account has read a timeline, shared between its devices. */
export interface Marker {
  readonly timeline: 'home' | 'notifications'
  readonly lastReadId: string
  readonly version: number
  readonly updatedAt: Date
}

/** The only SQL on markers. */
export async function selectMarkers(db: Database, accountId: AccountId): Promise<Marker[]> {
  return db.sql<Marker[]>`
    select timeline, last_read_id, version, updated_at from markers where account_id = ${accountId}
  `
}

/**
 * @param marker.version the one that the writer has seen; 0: none
 * @returns false when another device has written since
 */
export async function upsertMarker(
  db: Database,
  accountId: AccountId,
  marker: Pick<Marker, 'timeline' | 'lastReadId' | 'version'>,
): Promise<boolean> {
  const written = await db.sql`
    insert into markers as m (account_id, timeline, last_read_id)
    values (${accountId}, ${marker.timeline}, ${marker.lastReadId})
    on conflict (account_id, timeline) do update
    set last_read_id = excluded.last_read_id, version = m.version + 1, updated_at = excluded.updated_at
    where m.version = ${marker.version}
  `
  return written.count === 1
}
