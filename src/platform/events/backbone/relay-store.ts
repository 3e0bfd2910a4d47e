import { randomUUID } from 'node:crypto'
import type { Database, TransactionSql } from '#platform/db/index.ts'
import type { LogPosition } from '../read-log.ts'

/** The name of this database's log, made when it is first asked for. */
export async function findLogId(db: Database, stream: string): Promise<string> {
  await db.sql`
    insert into event_relays (stream, log, xid, id, next_xid, next_id)
    values (${stream}, ${randomUUID()}, '0', 0, '0', 0)
    on conflict (stream) do nothing
  `
  const [row] = await db.sql<{ log: string }[]>`select log from event_relays where stream = ${stream}`
  if (!row) throw new Error(`The relay of ${stream} is gone.`)
  return row.log
}

/** Up to where it is published for certain, and up to where it will be next. */
export async function saveProgress(
  sql: TransactionSql,
  stream: string,
  { position, next }: { position: LogPosition; next: LogPosition },
): Promise<void> {
  await sql`
    update event_relays
    set xid = ${position.xid}::xid8, id = ${position.id}, next_xid = ${next.xid}::xid8, next_id = ${next.id},
        updated_at = now()
    where stream = ${stream}
  `
}
