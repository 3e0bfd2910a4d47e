import type { Database } from '#platform/db/index.ts'
import type { AppendedEvent } from './event-log.ts'

/** A place in the log: everything up to it has been read. `xid` and `id` are decimal numbers. */
export interface LogPosition {
  readonly xid: string
  readonly id: string
}

export interface LogPart {
  readonly events: readonly AppendedEvent[]
  /** Where to read on from. */
  readonly end: LogPosition
  /** The oldest open transaction: nothing below it will change any more. */
  readonly horizon: string
}

/**
 * Reads behind the oldest open transaction: an event of a lower xid may still commit later than one of a higher,
 * and a reader that had gone past would lose it. Uses the primary key (xid, id).
 * @param types undefined: all
 */
export async function readLog(
  db: Database,
  types: readonly string[] | undefined,
  { after, limit }: { after: LogPosition; limit: number },
): Promise<LogPart> {
  // One statement, so that the horizon and the rows come from one snapshot.
  const rows = await db.sql<(Partial<AppendedEvent> & { horizon: string })[]>`
    select h.horizon::text, e.xid::text, e.id, e.type, e.subject, e.data, e.created_at, e.request_id
    from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) as h
    left join lateral (
      select *
      from events
      where (xid, id) > (${after.xid}::xid8, ${after.id}::bigint)
        and xid < h.horizon
        ${types ? db.sql`and type = any(${[...types]})` : db.sql``}
      order by xid, id
      limit ${limit}
    ) as e on true
  `
  const events = rows.filter((row): row is AppendedEvent & { horizon: string } => row.id != null)
  const last = events.at(-1)
  const horizon = rows[0]?.horizon ?? after.xid
  // A batch that is not full reached the horizon: everything below it is final.
  const end = !last || events.length < limit ? { xid: horizon, id: '0' } : { xid: last.xid, id: last.id }
  return { events, end, horizon }
}

/** The end of the log as it stands: what commits from now on comes after it. */
export async function findLogEnd(db: Database): Promise<LogPosition> {
  const [row] = await db.sql<{ horizon: string }[]>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon
  `
  if (!row) throw new Error('The database did not tell its snapshot.')
  return { xid: row.horizon, id: '0' }
}

/** Before everything. */
export const logBeginning: LogPosition = { xid: '0', id: '0' }

/** The oldest event that is still kept; undefined in an empty log. */
export async function findLogStart(db: Database): Promise<LogPosition | undefined> {
  const [row] = await db.sql<LogPosition[]>`select xid::text, id from events order by xid, id limit 1`
  return row
}

/** `<xid>-<id>`, for readers who come back. */
export function formatPosition({ xid, id }: LogPosition): string {
  return `${xid}-${id}`
}

/** @returns undefined for what is no position */
export function parsePosition(text: string | undefined): LogPosition | undefined {
  const [, xid, id] = /^(\d{1,19})-(\d{1,19})$/.exec(text ?? '') ?? []
  if (xid === undefined || id === undefined) return undefined
  const fits = [xid, id].every((number) => BigInt(number) < 2n ** 63n)
  return fits ? { xid, id } : undefined
}

export function isBefore(a: LogPosition, b: LogPosition): boolean {
  const [ax, bx] = [BigInt(a.xid), BigInt(b.xid)]
  return ax < bx || (ax === bx && BigInt(a.id) < BigInt(b.id))
}
