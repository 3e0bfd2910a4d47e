import type postgres from 'postgres'

type Runner = postgres.Sql<Record<string, never>> | postgres.TransactionSql<Record<string, never>>

/** Keys by kind of what has changed; true: all of them. */
export type Told = Readonly<Record<string, readonly string[] | true>>

/** Up to where a process has looked: what it saw of the transactions of a server. */
export interface Seen {
  /** When that server was started: another one after a fail-over may give out the same numbers again. */
  readonly server: string
  /** Of transactions from here on nothing was visible. */
  readonly xmax: string
  /** Older ones that were still open. */
  readonly open: readonly string[]
}

/** A place in the log of the database (WAL). */
export interface Position {
  /** Another one after each fail-over: the same numbers may mean something else there. */
  readonly timeline: number
  /** Bytes from the beginning. */
  readonly lsn: bigint
}

export interface Look {
  readonly seen: Seen
  /** At or behind the end of all that was visible. */
  readonly position: Position
  /** What has committed since; undefined: more than one would tell. */
  readonly news: readonly Told[] | undefined
}

/** What is told of a transaction; a second row in one would be refused. */
export async function insertChanges(sql: Runner, told: Told): Promise<void> {
  await sql`insert into row_changes (told) values (${sql.json(told)})`
}

/**
 * Which changes have become visible since an earlier look, and what is visible now: of one snapshot. Each part is read by
 * the primary key, whatever the planner thinks of how many there are.
 */
export async function selectChanges(sql: Runner, since: Seen | undefined, limit: number): Promise<Look> {
  const [row] = await sql<
    { server: string; lsn: string; file: string; snapshot: string; told: Told[] | null }[]
  >`
    select pg_postmaster_start_time()::text as server,
      (pg_current_wal_flush_lsn() - '0/0')::text as lsn,
      pg_walfile_name(pg_current_wal_flush_lsn()) as file,
      pg_current_snapshot()::text as snapshot,
      (
        select jsonb_agg(told)
        from (
          (
            select told
            from row_changes
            where xid >= ${since?.xmax ?? null}::xid8
            order by xid
            limit ${limit + 1}
          )
          union all
          (
            select told
            from row_changes
            where xid = any(string_to_array(${since?.open.join(',') ?? ''}, ',')::xid8[])
            limit ${limit + 1}
          )
        ) as news
      ) as told
  `
  if (!row) throw new Error('A snapshot is always one row.')
  const seen = { server: row.server, ...parseSnapshot(row.snapshot) }
  const isSame = since?.server === seen.server
  const told = row.told ?? []
  // A file of the log begins with its timeline, in hexadecimal.
  const position = { timeline: Number.parseInt(row.file.slice(0, 8), 16), lsn: BigInt(row.lsn) }
  return { seen, position, news: isSame && told.length <= limit ? told : undefined }
}

/** How far a standby has replayed; undefined where it is none, follows nobody, or its role may not know. */
export async function selectReplayed(sql: Runner): Promise<Position | undefined> {
  const [row] = await sql<{ lsn: string | null; timeline: number | null }[]>`
    select (pg_last_wal_replay_lsn() - '0/0')::text as lsn,
      (select received_tli from pg_stat_wal_receiver) as timeline
    where pg_is_in_recovery()
  `
  return row?.lsn && row.timeline ? { timeline: row.timeline, lsn: BigInt(row.lsn) } : undefined
}

/** Up to which number every transaction is over. */
export async function selectHorizon(sql: Runner): Promise<string> {
  const [row] = await sql<{ xmin: string }[]>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`
  if (!row) throw new Error('A snapshot is always one row.')
  return row.xmin
}

export async function deleteChanges(sql: Runner, before: string): Promise<number> {
  const gone = await sql`delete from row_changes where xid < ${before}::xid8`
  return gone.count
}

/** As PostgreSQL writes it: `xmin:xmax:xid,xid`. */
function parseSnapshot(text: string): Pick<Seen, 'xmax' | 'open'> {
  const [, xmax = '', open = ''] = text.split(':')
  return { xmax, open: open === '' ? [] : open.split(',') }
}
